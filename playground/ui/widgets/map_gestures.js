/* Mouse, finger and pen on a map: hover, tap, press and drag to decode, pan, wheel and two fingers, lasso and box. Runs
   once, in <head>, after page.js. */
(() => {
  const page = window.playground;
  if (page.mapGestures) return;

  const STILL = 5; // css pixels that a tap may move
  const HOLD = 350; // ms until a press that does not move decodes
  const WHEEL = 0.0015; // of the logarithm of the range, by a pixel of the wheel
  const LINE = 18; // pixels of a line, of a wheel that counts in lines

  /* `act`: {kind() -> what a drag does now: "decode", "pan", "lasso", "box", "turn", or "none" before there is a map;
     hover(place or null), tap(place, touch), decode(place), pan(shares), turn(shares), zoom(factor, shares),
     shape(kind, corners, done), stop(), whole()}. A place is [left, top] in css pixels, shares are of the node's size. */
  page.mapGestures = (node, act) => {
    const down = new Map(); // pointerId -> place
    let drag = null; // {id, kind, from, last, corners, moved}
    let pinch = null; // {apart, middle}
    let hold;
    let box = null;

    const measure = () => (box = node.getBoundingClientRect());
    const place = ({ clientX, clientY }) => [clientX - box.left, clientY - box.top];
    const shares = ([left, top]) => [left / box.width, top / box.height];
    const between = () => {
      const [[ax, ay], [bx, by]] = [...down.values()];
      return { apart: Math.max(1, Math.hypot(ax - bx, ay - by)), middle: [(ax + bx) / 2, (ay + by) / 2] };
    };

    function begin(event) {
      if (event.button === 2) return;
      const kind = act.kind();
      if (kind === "none") return;
      measure();
      down.set(event.pointerId, place(event));
      node.setPointerCapture(event.pointerId);
      if (event.pointerType === "mouse" && event.button === 1) event.preventDefault(); // no scrolling by its middle button
      if (down.size === 2) {
        act.stop();
        clearTimeout(hold);
        drag = null;
        pinch = between();
        return;
      }
      if (down.size > 2) return;
      const from = place(event);
      const panned = (event.shiftKey || event.button === 1) && kind !== "turn";
      drag = { id: event.pointerId, kind: panned ? "pan" : kind, from, last: from, corners: [from], moved: false };
      act.hover(null);
      clearTimeout(hold);
      if (drag.kind === "decode") hold = setTimeout(() => start(drag), HOLD);
    }
    function start(held) {
      if (drag !== held || held === null) return;
      drag.moved = true;
      if (drag.kind === "decode") act.decode(drag.last);
    }

    function move(event) {
      if (!down.has(event.pointerId)) {
        if (event.pointerType !== "touch" && event.buttons === 0) {
          measure();
          act.hover(place(event));
        }
        return;
      }
      const here = place(event);
      down.set(event.pointerId, here);
      if (pinch && down.size === 2) {
        const next = between();
        const [across, upright] = shares([next.middle[0] - pinch.middle[0], next.middle[1] - pinch.middle[1]]);
        if (act.kind() !== "turn") act.pan([across, upright]);
        act.zoom(pinch.apart / next.apart, shares(next.middle));
        pinch = next;
        return;
      }
      if (drag?.id !== event.pointerId) return;
      if (!drag.moved) {
        if (Math.hypot(here[0] - drag.from[0], here[1] - drag.from[1]) < STILL) return;
        drag.moved = true;
        clearTimeout(hold);
      }
      const step = shares([here[0] - drag.last[0], here[1] - drag.last[1]]);
      drag.last = here;
      if (drag.kind === "decode") act.decode(here);
      else if (drag.kind === "pan") act.pan(step);
      else if (drag.kind === "turn") act.turn(step);
      else if (drag.kind === "lasso") {
        drag.corners.push(here);
        act.shape("lasso", drag.corners, false);
      } else if (drag.kind === "box") act.shape("box", [drag.from, here], false);
    }

    function end(event, cancelled) {
      if (!down.delete(event.pointerId)) return;
      clearTimeout(hold);
      if (down.size < 2) pinch = null;
      if (drag?.id !== event.pointerId) return;
      const { kind, moved, from, last, corners } = drag;
      drag = null;
      if (cancelled) act.stop();
      else if (!moved) act.tap(from, event.pointerType === "touch");
      else if (kind === "lasso") act.shape("lasso", corners, true);
      else if (kind === "box") act.shape("box", [from, last], true);
      else act.stop();
    }

    node.addEventListener("pointerdown", begin);
    node.addEventListener("pointermove", move, { passive: true });
    node.addEventListener("pointerup", (event) => end(event, false), { passive: true });
    node.addEventListener("pointercancel", (event) => end(event, true), { passive: true });
    node.addEventListener("pointerleave", () => drag || act.hover(null));
    node.addEventListener("contextmenu", (event) => down.size > 0 && event.preventDefault()); // a long press decodes
    node.addEventListener("dblclick", () => act.kind() !== "none" && act.whole());
    node.addEventListener(
      "wheel",
      (event) => {
        if (act.kind() === "none") return;
        event.preventDefault();
        measure();
        const pixels = event.deltaMode === 1 ? event.deltaY * LINE : event.deltaY;
        act.zoom(Math.exp(WHEEL * Math.max(-400, Math.min(400, pixels))), shares(place(event)));
      },
      { passive: false },
    );
  };
})();
