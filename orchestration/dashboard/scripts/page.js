// Draws every figure from what the reader picked, again when they pick something else or the colours change.
const views = new Map();
const element = (key) => document.querySelector(`figure[data-figure="${key}"]`);
const dark = matchMedia("(prefers-color-scheme: dark)");

const SAID = { name: nameOf, month: monthOf };

// As people read it: names for codes, in charts and tables alike.
function named_rows(figure, rows) {
  const said = figure.columns.filter((column) => column.kind in SAID).map((column) => [column.name, SAID[column.kind]]);
  return rows.map((row, place) => ({ ...row, place, ...Object.fromEntries(said.map(([name, say]) => [name, say(row[name])])) }));
}

// One row per measure, for charts that tell measures apart by colour.
const folded = (fold, rows) =>
  fold.length ? fold.flatMap(([name, measure]) => rows.map((row) => ({ ...row, measure, amount: row[name] }))) : rows;

function drawn(figure, rows) {
  return figure.key === "lifecycle-flow" ? ribbons(rows) : folded(figure.fold, named_rows(figure, rows));
}

function table(figure, rows) {
  const body = element(figure.key).querySelector("tbody");
  body.replaceChildren(
    ...named_rows(figure, rows).map((row) => {
      const line = document.createElement("tr");
      for (const { name, kind } of figure.columns) {
        const cell = line.insertCell();
        cell.textContent = written(row[name], kind in SAID ? "text" : kind);
        if (isNumber(kind)) cell.className = "number";
      }
      return line;
    }),
  );
}

function behind(figure, rows) {
  const [unit, how, field] = figure.behind;
  const count = COUNTED[how](rows, field);
  const place = element(figure.key).querySelector(".behind");
  place.dataset.behind = count;
  place.textContent = filled(page.texts.behind[unit], { count });
  const names = ignored(figure).map((filter) => page.texts.filter[filter]);
  element(figure.key).querySelector(".ignored").textContent = names.length
    ? ` · ${filled(page.texts.script.not_by, { filters: names.join(page.texts.script.comma).toLocaleLowerCase(page.language) })}`
    : "";
}

async function draw(figure, config) {
  const rows = rowsOf(figure.rows);
  const place = element(figure.key);
  place.classList.toggle("nothing", !rows.length);
  behind(figure, rows);
  table(figure, rows);
  if (!figure.spec || !rows.length) return;
  if (views.has(figure.key) && !config) {
    await views.get(figure.key).data("rows", drawn(figure, rows)).resize().runAsync();
    return;
  }
  views.get(figure.key)?.finalize();
  const title = place.querySelector("h3").textContent;
  const spec = { ...figure.spec, description: title, datasets: { rows: drawn(figure, rows) } };
  // `ast`: expressions are interpreted, so the page's policy need not allow scripts made from text.
  const { view } = await vegaEmbed(place.querySelector(".chart"), spec, {
    mode: "vega-lite", renderer: "svg", actions: false, ast: true, config: config ?? theme(),
    tooltip: { theme: "page" }, formatLocale: page.number_locale, timeFormatLocale: page.time_locale,
  });
  views.set(figure.key, view);
}

// Figures one after the other, so that the first can be read while others are still drawn. A pick while they are drawn
// begins anew.
let run = 0;
async function drawAll(config, changed) {
  const mine = ++run;
  document.body.dataset.drawn = "no";
  if (page.headlines.shown.length) headlines();
  for (const figure of page.figures) {
    if (mine !== run) return;
    if (changed && !(changed in figure.rows.follows) && !(changed in NEUTRAL) && changed !== "model") continue;
    await draw(figure, config);
  }
  document.body.dataset.drawn = "yes";
}

for (const picker of document.querySelectorAll("select[data-filter]")) {
  picker.value = picked[picker.dataset.filter];
  picker.addEventListener("change", () => {
    picked[picker.dataset.filter] = picker.value;
    drawAll(null, picker.dataset.filter);
  });
}

document.getElementById("reset").addEventListener("click", () => {
  Object.assign(picked, page.filters.picked);
  for (const picker of document.querySelectorAll("select[data-filter]")) picker.value = picked[picker.dataset.filter];
  drawAll(null);
});

document.getElementById("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  root.dataset.theme = isDark ? "light" : "dark";
  drawAll(theme());
});
// Within another page, links to files beside this one lead nowhere.
document.body.classList.toggle("framed", window.self !== window.top);

dark.addEventListener("change", () => drawAll(theme()));
drawAll(theme());
