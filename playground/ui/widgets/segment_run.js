// Asks the network about the shown picture and then for the objects in its answer, one request in flight, the newest settings
// last. Where a skip connection is cut, the whole network is asked, too, once the shown answer is there.

const OFTEN = 300; // milliseconds between two questions about a large picture
const PATIENCE = 120_000; // a large picture may have a hundred thousand objects
const words = (key, values) => playground.text(`segment.run.${key}`, values);
const find = (selector) => element.querySelector(selector);
const { segment } = playground;
const panel = find(".panel");

let sequence = 0;
let reopened = false; // a picture that was forgotten is opened again, once

const withBytes = (call) => async ({ asked }) => {
  const answer = await call(asked);
  if (answer?.sequence !== asked.sequence) throw new Error("no answer"); // Gradio resolves failures, too
  return playground.inflated(answer, ["inside", "border", "labels"].filter((name) => answer[name]));
};
const isSame = (one, other) =>
  one !== null && one.picture === other.picture && one.model === other.model && one.cut.join() === other.cut?.join();

// --- one network, cut in some way, on the shown picture --------------------------------------------------------------

/* Fills two fields of the state: maps, and what is found in them. */
function lane(mapsField, resultField) {
  let asking = null; // the wish {picture, model, cut} that is on its way
  let stopped = null; // the one that could not be done or was given up: it is not asked for again by itself
  let job = null; // {id, since, answer}: of a large picture
  let looking = null; // {maps, threshold, smallest}: where objects were asked for last

  const next = (fields) => ({ sequence: ++sequence, ...fields });
  const about = ({ picture, model, cut }) => ({ key: picture.key, model, cut });

  const sendLook = playground.newest(withBytes(server.look), (answer, { wish }) => {
    if (wish !== asking) {
      if (answer.job) server.cancel({ job: answer.job }).catch(() => {});
    } else if (answer.error) refuse(answer.error);
    else if (answer.job) {
      job = { id: answer.job, since: Date.now(), answer: null };
      showProgress();
      follow();
    } else take(answer);
  }, PATIENCE);

  const sendProgress = playground.newest(withBytes(server.progress), (answer, { asked }) => {
    if (job?.id !== asked.job) return;
    if (answer.error) refuse(answer.error);
    else if (answer.state === "done") take(answer);
    else if (answer.state === "waiting" || answer.state === "running") {
      job.answer = answer;
      showProgress();
      setTimeout(follow, OFTEN);
    } else refuse(answer.state);
  }, PATIENCE);
  function follow() {
    if (job) sendProgress({ asked: next({ job: job.id }) });
  }

  const sendFind = playground.newest(withBytes(server.find), (answer, { asked, maps }) => {
    if (segment[mapsField] !== maps) return;
    if (answer.error) {
      refuse(answer.error);
      return;
    }
    const { threshold, smallest } = asked;
    const { count, objects, scores } = answer;
    const labels = new Int32Array(answer.labels.buffer);
    playground.setSegment({ [resultField]: { maps, threshold, smallest, count, objects, scores, labels }, problem: null });
  }, PATIENCE);

  function take({ inside, border }) {
    const { picture, model, cut } = asking;
    asking = job = null;
    reopened = false;
    showProgress();
    playground.setSegment({ [mapsField]: { key: picture.key, model, cut, inside, border }, [resultField]: null, problem: null });
  }
  function refuse(error) {
    if (error === "forgotten" && !reopened) {
      reopened = true;
      asking = job = looking = null;
      playground.setSegment({ source: { ...segment.source, model: undefined } });
      return;
    }
    stopped = asking ?? { picture: segment.picture, model: segment.model, cut: segment[mapsField]?.cut ?? [] };
    asking = job = null;
    showProgress();
    playground.setSegment({ problem: { about: "network", error } });
  }
  /* Nobody waits for the large picture any more. */
  function drop() {
    if (job) server.cancel({ job: job.id }).catch(() => {}); // a server that is gone forgets it by itself
    asking = job = null;
    showProgress();
  }

  return {
    job: () => job,
    cancel: () => {
      stopped = asking;
      drop();
      playground.setSegment({ problem: { about: "network", error: "cancelled" } });
    },
    retry: () => {
      stopped = looking = null;
    },
    /* Drops what was asked of another picture or network, or, where `cut` is null, of any. */
    leave: (cut) => {
      if (asking && !isSame(asking, { picture: segment.picture, model: segment.model, cut })) drop();
    },
    /* Asks for what is missing of a network that is cut like that; whether nothing is. */
    ask: (cut) => {
      const wish = { picture: segment.picture, model: segment.model, cut };
      const maps = segment[mapsField];
      if (stopped && !isSame(stopped, wish)) stopped = null;
      if (!playground.segmentFits(maps, cut)) {
        if (isSame(asking, wish) || stopped) return false;
        drop();
        asking = wish;
        sendLook({ wish, asked: next(about(wish)) });
        return false;
      }
      if (asking) drop();
      if (playground.segmentSettled(segment[resultField], maps)) return true;
      const { threshold, smallest } = segment;
      if (stopped || (looking?.maps === maps && looking.threshold === threshold && looking.smallest === smallest)) return false;
      looking = { maps, threshold, smallest };
      sendFind({ maps, asked: next({ ...about(wish), threshold, smallest }) });
      return false;
    },
  };
}

const shown = lane("maps", "result");
const whole = lane("whole", "wholeResult");

/* What is there already is not asked for again when a skip connection is cut or joined. */
function carry() {
  const { cut, maps, result, whole: uncut, wholeResult } = segment;
  if (cut.length > 0 && maps && playground.segmentFits(maps, [])) playground.setSegment({ whole: maps, wholeResult: result });
  if (cut.length === 0 && uncut) {
    const back = playground.segmentFits(uncut, []);
    playground.setSegment({ ...(back && { maps: uncut, result: wholeResult }), whole: null, wholeResult: null });
  }
}
function ask() {
  if (!segment.picture || !segment.model || !playground.isOpen(element)) return;
  carry();
  whole.leave(segment.cut.length > 0 ? [] : null);
  if (shown.ask(segment.cut) && segment.cut.length > 0) whole.ask([]);
}

// --- how far it is, and what went wrong --------------------------------------------------------------------------------

function stateWords({ answer }) {
  if (answer?.state === "waiting" && answer.place > 0) return words("waiting", { place: answer.place });
  if (answer?.state === "running") return words("running", { percent: Math.round(100 * answer.share) });
  return words("next");
}

function showProgress() {
  const job = shown.job() ?? whole.job();
  const { problem } = segment;
  const told = problem !== null;
  panel.hidden = !job && !told;
  panel.dataset.state = job ? (job.answer?.state ?? "asked") : "idle";
  find(".running").hidden = !job;
  find(".problem").hidden = !told || Boolean(job);
  find(".again").hidden = find(".problem").hidden;
  if (told) {
    const key = [`segment.problem.${problem.error}`, `errors.${problem.error}`, "segment.problem.failed"].find(playground.hasText);
    find(".problem").dataset.text = key;
    playground.translate(find(".problem"));
  }
  if (!job) return;
  const percent = Math.round(100 * (job.answer?.share ?? 0));
  find(".state").textContent = stateWords(job);
  find(".elapsed").textContent = words("elapsed", { seconds: Math.round((Date.now() - job.since) / 1000) });
  find(".level i").style.width = `${percent}%`;
  find(".level").setAttribute("aria-valuenow", percent);
}

find("#segment-cancel").addEventListener("click", () => [shown, whole].find((one) => one.job())?.cancel());
find(".again").addEventListener("click", () => {
  for (const one of [shown, whole]) one.retry();
  playground.setSegment({ problem: null });
  ask();
});

// --- the page ----------------------------------------------------------------------------------------------------------

playground.onTab(ask);
playground.onSegment((_, changed) => {
  if (changed.has("problem")) showProgress();
  if (["picture", "model", "cut", "threshold", "smallest", "maps", "result", "whole"].some((name) => changed.has(name))) ask();
});
playground.onLanguage(showProgress);
