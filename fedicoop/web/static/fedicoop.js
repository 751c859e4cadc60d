// Small comforts. Every page works without this file.
"use strict";
(() => {
  const each = (query, act) => document.querySelectorAll(query).forEach(act);

  // A button that copies a handle or an address; it is hidden where the browser cannot copy.
  each("button[data-copy]", (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const said = button.textContent;
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = said; }, 2000);
    });
  });

  // How many characters are left, said to screen readers only when it gets tight.
  each("textarea[data-limit]", (area) => {
    const left = document.getElementById(area.dataset.counter);
    if (!left) return;
    const count = () => {
      const rest = area.dataset.limit - [...area.value].length;
      left.textContent = left.dataset.text.replace("{n}", rest);
      left.setAttribute("aria-live", rest < 50 ? "polite" : "off");
    };
    left.hidden = false;
    area.addEventListener("input", count);
    count();
  });

  // Leaving a page does not lose what was written: the browser asks first.
  each("form[data-guard]", (form) => {
    let changed = false;
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
    addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  });

  // A button is pressed once: slow networks make people press again.
  each("form", (form) => form.addEventListener("submit", (event) => {
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  }));
})();
