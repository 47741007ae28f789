// "Verlaat deze site". What it does, and what it can't do, stands in content/paginas/veilig-lezen.md.
"use strict";
{
  const KEY = "weg"; // how often this tab was left
  const TIMES = 3, PATIENCE = 3000; // presses of Shift alone, and milliseconds between two of them
  const root = document.documentElement;
  const away = document.currentScript.dataset.away;

  const left = () => {
    try { return Number(sessionStorage.getItem(KEY)); } catch { return 0; } // storage may be forbidden
  };
  const remember = () => {
    try { sessionStorage.setItem(KEY, left() + 1); } catch { /* then Back may show the page before this one */ }
  };
  const say = words => {
    const told = document.querySelector(".told");
    if (told) told.textContent = words;
    return told;
  };

  // Each entry of the tab's history knows after how many leavings it began; one from before the last is not shown again.
  // One from before the first needs no note: with one, who reloads an answer to a form asks for it without what was sent.
  const [visit] = performance.getEntriesByType("navigation");
  const again = ["back_forward", "reload"].includes(visit?.type);
  const mine = history.state ?? (again ? 1 : left() + 1); // and that of each place on this page, whenever it is gone to
  const begin = () => { if (!history.state && (mine > 1 || !visit)) history.replaceState(mine, ""); };
  begin();
  addEventListener("hashchange", begin);
  const bounce = () => {
    const old = (history.state ?? 1) <= left();
    root.style.visibility = old ? "hidden" : "";
    if (old) location.replace(away);
  };
  bounce();
  addEventListener("pageshow", bounce);
  addEventListener("pagehide", () => { root.style.visibility = "hidden"; }); // how the browser keeps it for Back

  const leave = () => {
    remember();
    stop();
    location.replace(away); // first of all; until that page comes, this one is emptied
    root.style.visibility = "hidden";
    document.title = new URL(away).hostname;
    const told = say("Je verlaat deze site.");
    document.body.replaceChildren(...told ? [told] : []); // and so what was typed is gone
    if (told) told.style.opacity = 0;
    root.style.visibility = "";
  };
  const press = event => {
    if (event.button === 2 || !event.target.closest(".exit")) return;
    event.preventDefault();
    leave();
  };
  addEventListener("click", press);
  addEventListener("auxclick", press);

  let presses = 0, alone = false, timer;
  const count = number => {
    clearTimeout(timer);
    say(number ? `Nog ${TIMES - number} keer Shift: dan verlaat je deze site.` : "");
    presses = number;
    if (number) timer = setTimeout(count, PATIENCE, 0);
  };
  const other = () => { alone = false; if (presses) count(0); };
  addEventListener("keydown", event => {
    if (event.key !== "Shift" || event.altKey || event.ctrlKey || event.metaKey) other();
    else if (!event.repeat) alone = true;
  });
  addEventListener("blur", other);
  const mouse = event => { if (event.shiftKey) other(); };
  addEventListener("pointerdown", mouse);
  addEventListener("wheel", mouse, { passive: true });
  addEventListener("keyup", event => {
    if (event.key !== "Shift" || !alone) return;
    if (presses + 1 === TIMES) leave();
    else count(presses + 1);
  });
}
