// "Verlaat deze site". What it does, and what it can't do, stands in content/paginas/veilig-lezen.md.
"use strict";
{
  const KEY = "weg"; // the moment of leaving, for this tab only
  const TIMES = 3, PATIENCE = 5000; // presses of Shift alone, and milliseconds between two of them
  const root = document.documentElement;
  const away = document.currentScript.dataset.away;

  const left = () => {
    try { return Number(sessionStorage.getItem(KEY)); } catch { return 0; } // storage may be forbidden
  };
  const remember = () => {
    try { sessionStorage.setItem(KEY, Date.now()); } catch { /* then Back may show the page before this one */ }
  };
  const say = words => { document.querySelector(".told").textContent = words; };

  // Each entry of the tab's history knows when it began; one from before the leaving is never shown again.
  const [visit] = performance.getEntriesByType("navigation");
  const begin = () => { if (!history.state) history.replaceState(Date.now(), ""); };
  if (!["back_forward", "reload"].includes(visit?.type)) begin();
  addEventListener("hashchange", begin);
  const bounce = () => {
    const old = (history.state ?? 0) < left();
    root.style.visibility = old ? "hidden" : "";
    if (old) location.replace(away);
  };
  bounce();
  addEventListener("pageshow", bounce);
  addEventListener("pagehide", () => { root.style.visibility = "hidden"; }); // how the browser keeps it for Back

  const leave = () => {
    remember();
    say("Je verlaat deze site.");
    document.querySelector(".told").style.opacity = 0;
    document.body.replaceChildren(document.querySelector(".told")); // and so what was typed is gone
    document.title = new URL(away).hostname;
    location.replace(away);
  };
  addEventListener("click", event => {
    if (!event.target.closest(".exit")) return;
    event.preventDefault();
    leave();
  });

  let presses = 0, alone = false, timer;
  const count = number => {
    clearTimeout(timer);
    if (number || presses) say(number ? `Nog ${TIMES - number} keer Shift: dan verlaat je deze site.` : "");
    presses = number;
    if (number) timer = setTimeout(count, PATIENCE, 0);
  };
  addEventListener("keydown", event => {
    alone = event.key === "Shift";
    if (!alone) count(0);
  });
  addEventListener("keyup", event => {
    if (event.key !== "Shift" || !alone) return;
    if (presses + 1 === TIMES) leave();
    else count(presses + 1);
  });
}
