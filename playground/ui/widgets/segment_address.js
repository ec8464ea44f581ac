/* The segment tab in the page's address: example and seed, network, threshold, smallest object, cuts, view. A picture of
   one's own cannot stand there. Runs once, in <head>, after segment.js. */
(() => {
  const page = window.playground;
  if (page.segmentFromAddress) return;

  const TAB = "segment";
  const LARGEST_SEED = 2 ** 32 - 1;
  const { segment } = page;

  const share = (text) => {
    const value = Number(text);
    return text?.trim() && value >= 0 && value <= 1 ? value : undefined;
  };

  const sourceOf = (text) => {
    const [, name, seed] = /^([a-z]+)(?:-(\d+))?$/.exec(text ?? "") ?? [];
    const example = segment.examples.find((one) => one.name === name);
    return example ? { example: name, seed: example.synthetic ? (page.wholeNumber(seed ?? "0", 0, LARGEST_SEED) ?? 0) : 0 } : null;
  };

  /* Takes from an address what it says; a picture that is open already stays. */
  page.segmentFromAddress = (state) => {
    const source = sourceOf(state.segment);
    const example = segment.examples.find(({ name }) => name === source?.example);
    const same = source && segment.source?.example === source.example && segment.source.seed === source.seed;
    const asked = {
      source: source && !same ? source : undefined,
      model: segment.models.find(({ name }) => name === state.segment_model)?.name ?? example?.model,
      threshold: share(state.segment_threshold),
      smallest: page.wholeNumber(state.segment_smallest ?? "", 0, page.largestSmallest) ?? undefined,
      cut: (state.segment_cut ?? "").split("_").map(Number).filter((level) => level > 0),
      view: page.segmentViews.includes(state.segment_view) ? state.segment_view : page.segmentViews[0],
      opacity: share(state.segment_opacity) ?? 1,
    };
    page.setSegment(Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)));
  };
  page.largestSmallest = 1_000_000; // pixels

  const KEYS = ["segment", "segment_model", "segment_threshold", "segment_smallest", "segment_cut", "segment_view", "segment_opacity"];
  function write() {
    if (page.tab !== TAB) {
      if (KEYS.some((name) => page.state[name] !== undefined)) page.setState(Object.fromEntries(KEYS.map((name) => [name, null])));
      return;
    }
    const model = page.segmentModel();
    if (!model) return;
    const { source, threshold, smallest, cut, view, opacity } = segment;
    page.setState({
      segment: source?.example ? `${source.example}-${source.seed}` : null,
      segment_model: model.name,
      segment_threshold: threshold === model.threshold ? null : threshold,
      segment_smallest: smallest === model.smallest ? null : smallest,
      segment_cut: cut.join("_"),
      segment_view: view === page.segmentViews[0] ? null : view,
      segment_opacity: opacity === 1 ? null : opacity,
    });
  }

  // An address that changed with every step of a slider would be refused by some browsers.
  let timer = null;
  page.onSegment(() => {
    clearTimeout(timer);
    timer = setTimeout(write, 200);
  });
  page.onTab(write);
})();
