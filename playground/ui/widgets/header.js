const show = () => {
  for (const button of element.querySelectorAll("[data-language]")) {
    button.setAttribute("aria-pressed", String(button.dataset.language === playground.language));
  }
  for (const button of element.querySelectorAll("[data-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.theme === playground.theme));
  }
};

element.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.language) playground.setLanguage(button.dataset.language);
  if (button.dataset.theme) playground.setTheme(button.dataset.theme);
});
playground.onLanguage(show);
playground.onTheme(show);
