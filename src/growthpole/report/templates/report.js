"use strict";
(() => {
  const box = document.getElementById("explain"), run = document.body.dataset.run;
  const put = (name, words) => { box.querySelector(name).textContent = words; };
  document.querySelectorAll("a.n").forEach(a => a.addEventListener("click", event => {
    event.preventDefault();
    put(".big", a.textContent); put(".exact", "= " + a.dataset.value); put(".key", a.dataset.key);
    put(".command", "growthpole explain " + run + " '" + a.dataset.key.replaceAll("'", "'\\''") + "'");
    box.hidden = false;
  }));
  const close = () => { box.hidden = true; };
  box.querySelector("button").addEventListener("click", close);
  document.addEventListener("keydown", event => { if (event.key === "Escape") close(); });
})();
