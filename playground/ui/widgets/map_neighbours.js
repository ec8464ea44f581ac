/* Neighbours as the panels of the map show them: a row of decoded digits to step through and to pick, and what their
   labels say of a place between them. Runs once, in <head>, after map.js. */
(() => {
  const page = window.playground;
  if (page.neighbourList) return;

  const SIDE = 28;
  const SURE = 0.9; // of the weights: then one label is named, not two
  const words = (key, values) => page.text(`map_picked.${key}`, values);

  // --- words --------------------------------------------------------------------------------------------
  /* A place read aloud from the labels' shares: "between 4 and 9; 62 % 9". */
  page.mapReading = (shares) => {
    const [top, next] = [...shares.keys()].sort((one, other) => shares[other] - shares[one]);
    const share = Math.min(Math.round(100 * shares[top]), shares[top] < 1 - 1e-6 ? 99 : 100);
    if (shares[top] >= SURE) return words("reading.one", { label: top, share });
    const [first, second] = [top, next].sort((one, other) => one - other);
    return words("reading.between", { first, second, label: top, share });
  };

  // --- a row of neighbours -------------------------------------------------------------------------------
  const TEMPLATE = `<button type="button"><span class="picture" data-ink="reconstruction"><canvas width="28" height="28"></canvas></span>
    <span class="line"><b></b> <span class="number"></span></span><span class="apart"></span></button>`;

  /* Fills the list `node` (class "map-neighbours") with buttons, one a digit. Arrow keys step through them; a click or
     Enter picks one. Returns show(atlas, neighbours: [{index, label, distance, apart: words or null}]). */
  page.neighbourList = (node) => {
    let current = null;

    async function showPictures(atlas) {
      const mine = current;
      const pixels = await atlas.pictures(mine.map(({ index }) => index));
      if (mine !== current) return;
      mine.forEach((_, at) => {
        const canvas = node.children[at].querySelector("canvas");
        page.paintGray(canvas, pixels.subarray(at * SIDE * SIDE, (at + 1) * SIDE * SIDE), SIDE, SIDE);
      });
    }
    function reach(at) {
      const buttons = [...node.querySelectorAll("button")];
      const next = buttons[Math.max(0, Math.min(buttons.length - 1, at))];
      for (const button of buttons) button.tabIndex = button === next ? 0 : -1;
      next?.focus();
    }

    node.addEventListener("click", (event) => {
      const item = event.target.closest("li");
      if (item) page.setMap({ picked: Number(item.dataset.index) });
    });
    node.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const at = [...node.children].indexOf(event.target.closest("li"));
      const ends = { Home: 0, End: node.children.length - 1 };
      const steps = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
      if (event.key in steps) reach(at + steps[event.key]);
      else if (event.key in ends) reach(ends[event.key]);
      else return;
      event.preventDefault();
    });

    return (atlas, neighbours) => {
      current = neighbours;
      const focused = node.contains(document.activeElement);
      while (node.children.length > neighbours.length) node.lastElementChild.remove();
      while (node.children.length < neighbours.length) {
        const item = document.createElement("li");
        item.innerHTML = TEMPLATE;
        node.append(item);
      }
      neighbours.forEach(({ index, label, distance, apart }, at) => {
        const item = node.children[at];
        const button = item.firstElementChild;
        const far = page.number(distance);
        const values = { place: at + 1, label, number: page.count(index), distance: far };
        Object.assign(item.dataset, { index, label, distance, apart: Boolean(apart) });
        item.querySelector("b").textContent = label;
        item.style.setProperty("--colour", `var(--label-${label})`);
        item.querySelector(".number").textContent = far;
        item.querySelector(".apart").textContent = apart ?? "";
        button.setAttribute("aria-label", [words("neighbour", values), apart].filter(Boolean).join(", "));
        button.title = words("digit", values);
        button.tabIndex = at === 0 ? 0 : -1;
      });
      if (focused) reach(0);
      showPictures(atlas).catch(() => {}); // why there are none is said where the pointer's picture is
    };
  };
})();
