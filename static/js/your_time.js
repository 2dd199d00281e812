/* Deadlines on the clock of whoever has told us none: only the browser knows it. */
(() => {
  "use strict";
  const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
  const wall = (instant, timeZone) => instant.toLocaleString("sv", { timeZone });

  function show(place) {
    const instant = new Date(place.dataset.instant);
    const [here, beijing] = [wall(instant), wall(instant, "Asia/Shanghai")];
    if (here === beijing) return;
    const isOtherDay = here.slice(0, 10) !== beijing.slice(0, 10);
    const when = instant.toLocaleString(language, {
      ...(isOtherDay && { day: "numeric", month: "short" }),
      hour: "2-digit", minute: "2-digit", hourCycle: "h23",
    });
    place.textContent = place.dataset.yourTime.replace("{when}", when);
    place.hidden = false;
  }

  const showAll = () => document.querySelectorAll("[data-your-time]").forEach(show);
  showAll();
  document.addEventListener("htmx:load", showAll);
})();
