// Draws the charts in the colours of the style sheet, again when the reader's light or dark preference changes.
(() => {
  const specs = JSON.parse(document.getElementById("specs").textContent);
  const picker = document.getElementById("model");
  const views = new Map();

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  const theme = () => ({
    background: null,
    font: getComputedStyle(document.body).fontFamily,
    autosize: { type: "fit-x", contains: "padding" },
    view: { stroke: null },
    axis: {
      domain: false, ticks: false, labelColor: colour("soft"), gridColor: colour("line"), labelFontSize: 12, labelPadding: 8,
    },
    axisX: { labelFlush: false },
    axisY: { labelColor: colour("ink") },
    legend: { labelColor: colour("ink"), labelFontSize: 12, symbolType: "square", labelLimit: 200 },
    range: { category: [colour("first"), colour("second"), colour("third")], ordinal: { scheme: [colour("early"), colour("late")] } },
    style: {
      bar: { color: colour("accent"), cornerRadiusEnd: 2 },
      gain: { color: colour("gain"), cornerRadiusEnd: 2 },
      loss: { color: colour("loss"), cornerRadiusEnd: 2 },
      matrix_cell: { color: colour("accent") },
      matrix_label: { color: colour("ink"), fontSize: 13, fontWeight: 600 },
      label: { color: colour("ink"), fontSize: 12 },
      interval: { color: colour("accent"), strokeWidth: 3, opacity: 0.45, strokeCap: "round" },
      middle: { color: colour("accent"), stroke: colour("card"), strokeWidth: 1, filled: true, opacity: 1, size: 70 },
      curve: { strokeWidth: 2 },
    },
  });

  async function draw() {
    const config = theme();
    for (const [key, spec] of Object.entries(specs)) {
      views.get(key)?.finalize();
      // `ast`: expressions are interpreted, so the page's policy need not allow scripts made from text.
      const options = {
        mode: "vega-lite", renderer: "svg", actions: false, ast: true, config, tooltip: { theme: "page" },
      };
      const { view } = await vegaEmbed(document.getElementById(key), spec, options);
      views.set(key, view);
    }
    await pick();
  }

  // Charts and tables that depend on an attribution model show the one picked for their section.
  async function pick() {
    if (!picker) return;
    for (const row of document.querySelectorAll("tr[data-model]")) row.hidden = row.dataset.model !== picker.value;
    for (const [key, view] of views) {
      if (specs[key].params?.some((param) => param.name === "model")) await view.signal("model", picker.value).runAsync();
    }
  }

  picker?.addEventListener("change", pick);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
})();
