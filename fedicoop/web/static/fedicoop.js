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

  // What is not asked for does not stand in the address that one shares.
  each("form[method=get]", (form) => form.addEventListener("submit", () => {
    const blank = [...form.elements].filter((field) => field.name && !field.value && !field.disabled);
    blank.forEach((field) => { field.disabled = true; });
    addEventListener("pagehide", () => blank.forEach((field) => { field.disabled = false; }), { once: true });
  }));

  // "Around me": the browser asks first; a kilometre is as near as we want to know.
  each("button[data-near]", (button) => {
    if (!navigator.geolocation || !isSecureContext) return;
    button.hidden = false;
    button.addEventListener("click", () => navigator.geolocation.getCurrentPosition(({ coords }) => {
      const { near, town } = button.form.elements;
      near.value = `${coords.latitude.toFixed(2)},${coords.longitude.toFixed(2)}`;
      near.disabled = false;
      town.value = "";
      button.form.requestSubmit();
    }, () => { button.textContent = button.dataset.none; }, { maximumAge: 600000, timeout: 15000 }));
  });

  // Where there is no network, a page of ours says so.
  if ("serviceWorker" in navigator && isSecureContext) {
    addEventListener("load", () => navigator.serviceWorker.register("/worker.js").catch(() => {}));
  }
})();
