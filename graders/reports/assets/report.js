"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const key = (row, place) => {
    const cell = row.cells[place];
    return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
  };
  const order = (a, b) => typeof a === "number" && typeof b === "number"
    ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
  [...table.tHead.rows[0].cells].forEach((heading, place) => {
    if (heading.classList.contains("drawn")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      const down = heading.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const rows = [...body.rows].sort((a, b) => order(key(a, place), key(b, place)));
      body.append(...(down ? rows.reverse() : rows));
    });
  });
}
for (const filter of document.querySelectorAll(".filter")) {
  const rows = [...document.getElementById(filter.dataset.table).tBodies[0].rows];
  const words = filter.querySelector("input");
  const state = filter.querySelector("select");
  const count = filter.querySelector("output");
  const apply = () => {
    const wanted = words.value.trim().toLocaleLowerCase();
    let shown = 0;
    for (const row of rows) {
      const fits = row.textContent.toLocaleLowerCase().includes(wanted)
        && (!state || !state.value || row.dataset.state === state.value);
      row.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown} of ${rows.length}`;
  };
  words.addEventListener("input", apply);
  if (state) state.addEventListener("change", apply);
  filter.hidden = false;
  apply();
}
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
});
