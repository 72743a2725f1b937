// Comfort for the pages, which work without it: words and skills light each other, files can be dropped anywhere on
// the form, lists can be copied, and a form that is being answered says so.
"use strict";

const each = (selector, use) => document.querySelectorAll(selector).forEach(use);

// Words of the text and skills of the list: whichever is pointed at or focused lights the other.
function light(ids, on) {
  for (const id of ids.split(" ")) {
    each(`[data-skill="${CSS.escape(id)}"]`, (skill) => skill.classList.toggle("lit", on));
    each(`.proof[data-skills~="${CSS.escape(id)}"]`, (proof) => proof.classList.toggle("lit", on));
  }
}
for (const [event, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(event, (what) => {
    const target = what.target instanceof Element ? what.target.closest("[data-skills], [data-skill]") : null;
    if (target) light(target.dataset.skills ?? target.dataset.skill, on);
  });
}

// Drop a file on the form, and it is chosen.
each("form.entry", (form) => {
  const input = form.querySelector('input[type="file"]');
  if (!input) return;
  const zone = form.querySelector(".drop");
  const status = form.querySelector(".status");
  const chosen = () => {
    if (input.files.length > 0) status.textContent = `Chosen: ${input.files[0].name}`;
  };
  input.addEventListener("change", chosen);
  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    zone.classList.add("over");
  });
  form.addEventListener("dragleave", () => zone.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    zone.classList.remove("over");
    if (event.dataTransfer.files.length === 0) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    chosen();
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector('button[type="submit"]');
    button.setAttribute("aria-busy", "true");
    status.textContent = form.dataset.busy;
  });
});
// Back from the answer, nothing is under way any more.
window.addEventListener("pageshow", () => {
  each('button[aria-busy="true"]', (button) => button.removeAttribute("aria-busy"));
  each("form.entry .status", (status) => { status.textContent = ""; });
});

// On a narrow screen what narrows down would push what was found out of sight; there it waits behind its heading.
const narrow = window.matchMedia("(max-width: 52rem)");
each("details.panel", (panel) => {
  const fit = () => { panel.open = !narrow.matches; };
  narrow.addEventListener("change", fit);
  fit();
});

// In a long tree the place where one is would be out of sight; the tree scrolls by itself, the page stays.
each("nav.tree", (tree) => {
  const here = tree.querySelector("[aria-current]");
  if (!here || tree.scrollHeight <= tree.clientHeight) return;
  tree.scrollTop += here.getBoundingClientRect().top - tree.getBoundingClientRect().top - tree.clientHeight / 2;
});

// Copy the skills that are not rejected, one a line.
each("form.results .copy", (button) => {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const lines = [];
    each("form.results .skill", (skill) => {
      if (skill.querySelector('input[value="reject"]')?.checked) return;
      lines.push(skill.querySelector("h3").textContent.trim());
    });
    const status = button.parentElement.querySelector(".status");
    try {
      await navigator.clipboard.writeText(lines.join("\n"));
      status.textContent = `${lines.length} copied`;
    } catch {
      status.textContent = "The browser does not let this page copy";
    }
  });
});

// One key a decision: a key presses the button that carries it, once, unless somebody is writing or wants no keys.
each("form.question", (form) => {
  const switched = form.querySelector("#keys");
  const remembered = "skillmap-no-keys";
  let isSent = false;
  form.querySelector(".keys").hidden = false;
  try { switched.checked = localStorage.getItem(remembered) === null; } catch { /* nothing is remembered then */ }
  switched.addEventListener("change", () => {
    try {
      if (switched.checked) localStorage.removeItem(remembered);
      else localStorage.setItem(remembered, "1");
    } catch { /* nothing is remembered then */ }
  });
  document.addEventListener("submit", (event) => {
    if (isSent) event.preventDefault();
    isSent = true;
  });
  window.addEventListener("pageshow", () => { isSent = false; });
  document.addEventListener("keydown", (event) => {
    const isWriting = event.target instanceof Element && event.target.closest('input:not([type="checkbox"]), textarea, select');
    if (isWriting || event.ctrlKey || event.metaKey || event.altKey || event.repeat || isSent || !switched.checked) return;
    const button = document.querySelector(`button[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
});
