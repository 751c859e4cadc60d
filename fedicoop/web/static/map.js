// The agenda's map with tiles, where the operator named a tile server. Without this file the
// outline is shown; the list beside it says the same as the dots, so the map is for eyes only.
"use strict";
(() => {
  const holder = document.getElementById("tiles");
  if (!holder || !window.L) return;
  holder.hidden = false;
  document.querySelectorAll("svg.map, #roughly").forEach((each) => each.remove());

  const colours = getComputedStyle(document.documentElement);
  const fill = colours.getPropertyValue("--accent").trim();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(holder, { keyboard: false, zoomAnimation: !still, fadeAnimation: !still });
  map.attributionControl.setPrefix(false);
  const credit = document.createElement("span");
  credit.textContent = holder.dataset.credit;
  L.tileLayer(holder.dataset.tiles, {
    maxZoom: 18, attribution: credit.innerHTML, referrerPolicy: "strict-origin",
  }).addTo(map);

  const spots = JSON.parse(holder.dataset.spots);
  const dots = spots.map((spot) => {
    const dot = L.circleMarker([spot.north, spot.east], {
      radius: spot.radius, color: "#fff", weight: 2, fillColor: fill, fillOpacity: .9,
    });
    const title = document.createElement("span");
    title.textContent = spot.title;
    dot.bindTooltip(title);
    dot.on("click", () => { location.href = spot.href; });
    return dot.addTo(map);
  });
  const home = dots.filter((_, number) => spots[number].home);
  const wanted = home.length ? home : dots;
  if (wanted.length) map.fitBounds(L.featureGroup(wanted).getBounds().pad(.2), { maxZoom: 12 });
  else map.setView([46.5, 2.5], 5);
  holder.querySelectorAll("a, button").forEach((each) => { each.tabIndex = -1; });
})();
