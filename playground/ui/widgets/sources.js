const problem = element.querySelector(".panel > .problem");
const paste = element.querySelector(".paste");
const strip = element.querySelector(".examples");
const cameraButton = element.querySelector(".camera");
const dialog = element.querySelector("dialog");
const video = element.querySelector("video");
const cameraProblem = dialog.querySelector(".problem");
const hasCamera = Boolean(navigator.mediaDevices?.getUserMedia);

/* Says what went wrong where it was caused; no key takes it away. */
const complain = (place, key) => {
  place.hidden = !key;
  if (key) {
    place.dataset.text = key;
    place.textContent = playground.text(key);
  } else {
    delete place.dataset.text;
    place.textContent = "";
  }
};

/* A picture file of any kind goes through the server, which reads it safely and sends back gray pixels. */
const openFile = async (file) => {
  complain(problem, null);
  let uploaded;
  try {
    uploaded = await upload(file);
  } catch {
    complain(problem, "errors.upload_failed");
    return;
  }
  try {
    const answer = await server.open({ path: uploaded.path });
    if (!answer?.pixels) complain(problem, "errors." + (answer?.error ?? "unknown"));
    else playground.place(playground.pixels(answer.pixels), answer.width, answer.height, true);
  } catch {
    complain(problem, "errors.upload_failed");
  }
};
playground.onFile(element, openFile);

// --- camera -------------------------------------------------------------------------------------------
const stopCamera = () => {
  for (const track of video.srcObject?.getTracks() ?? []) track.stop();
  video.srcObject = null;
};
cameraButton.hidden = !hasCamera;
cameraButton.addEventListener("click", async () => {
  complain(cameraProblem, null);
  dialog.showModal();
  try {
    const stream = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment", width: { ideal: 1280 } },
    });
    video.srcObject = stream;
    if (!dialog.open) stopCamera();
  } catch {
    complain(cameraProblem, "errors.camera");
  }
});
dialog.addEventListener("close", stopCamera);
dialog.querySelector(".cancel").addEventListener("click", () => dialog.close());
dialog.querySelector(".take").addEventListener("click", () => {
  if (!video.videoWidth) return;
  const size = Math.min(video.videoWidth, video.videoHeight); // the square that is shown
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.min(size, 960);
  canvas
    .getContext("2d")
    .drawImage(
      video,
      (video.videoWidth - size) / 2,
      (video.videoHeight - size) / 2,
      size,
      size,
      0,
      0,
      canvas.width,
      canvas.height,
    );
  canvas.toBlob((blob) => openFile(new File([blob], "camera.png", { type: "image/png" })), "image/png");
  dialog.close();
});

// --- examples -----------------------------------------------------------------------------------------
const labels = new Map();
const origins = { "scikit-learn": "draw.sources.from_scikit_learn", mnist: "draw.sources.from_mnist" };
const nameExamples = () => {
  for (const [button, example] of labels) {
    const name = playground.text("draw.sources.example", { label: example.label });
    button.setAttribute("aria-label", name);
    button.title = name + " · " + playground.text(origins[example.source]);
  }
};
const showExamples = async () => {
  let examples;
  try {
    examples = await server.examples({});
    if (!Array.isArray(examples)) throw new Error("no examples");
  } catch {
    setTimeout(showExamples, 2000);
    return;
  }
  for (const example of examples) {
    const pixels = playground.pixels(example.pixels, 784);
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.label = example.label;
    button.tabIndex = -1;
    const canvas = document.createElement("canvas");
    playground.paintGray(canvas, pixels, 28, 28);
    button.append(canvas);
    button.addEventListener("click", () => {
      complain(problem, null);
      playground.place(pixels.map((level) => 255 - level), 28, 28, false); // dark ink on the pad's paper
    });
    labels.set(button, example);
    strip.append(button);
  }
  nameExamples();
  strip.firstElementChild?.setAttribute("tabindex", "0");
};
showExamples();

/* The strip is one stop on the way of the Tab key; inside it the arrow keys go on. */
strip.addEventListener("keydown", (event) => {
  const across = Math.max(1, Math.floor((strip.clientWidth + 1) / 57));
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across };
  const buttons = [...strip.children];
  const next = buttons[buttons.indexOf(document.activeElement) + steps[event.key]];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
strip.addEventListener("focusin", (event) => {
  for (const button of strip.children) button.tabIndex = button === event.target ? 0 : -1;
});

playground.onLanguage(() => {
  nameExamples();
  paste.textContent = playground.text(hasCamera ? "draw.sources.paste" : "draw.sources.paste_no_camera");
});
