// The charts' colours and fonts: those of the style sheet, as they are in light or dark.
const probe = document.createElement("span");
probe.hidden = true;
document.body.append(probe);

function colour(name) {
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

function theme() {
  const ink = colour("ink"), soft = colour("soft"), line = colour("line"), accent = colour("accent"), card = colour("card");
  const point = { filled: true, opacity: 1, size: 70, stroke: card, strokeWidth: 1 };
  return {
    background: null,
    font: getComputedStyle(document.body).fontFamily,
    autosize: { type: "fit-x", contains: "padding" },
    view: { stroke: null },
    axis: {
      domain: false, ticks: false, labelColor: soft, gridColor: line, labelFontSize: 12, labelPadding: 8,
      titleColor: soft, titleFontSize: 12, titleFontWeight: "normal", titlePadding: 10,
    },
    axisX: { labelFlush: false },
    axisQuantitative: { labelOverlap: "parity", labelSeparation: 6 },
    axisY: { labelColor: ink },
    axisBand: { grid: false },
    legend: { labelColor: ink, labelFontSize: 12, symbolType: "square", labelLimit: 220, symbolStrokeWidth: 0 },
    range: {
      category: [1, 2, 3, 4].map((place) => colour(`c${place}`)),
      ordinal: { scheme: [colour("early"), colour("late")] },
      diverging: [colour("loss"), card, colour("gain")],
    },
    style: {
      bar: { color: accent, cornerRadiusEnd: 2 },
      bin: { color: accent, stroke: card, strokeWidth: 1 },
      gain: { color: colour("gain"), cornerRadiusEnd: 2 },
      loss: { color: colour("loss"), cornerRadiusEnd: 2 },
      cell: { color: accent, stroke: card, strokeWidth: 2 },
      unripe: { color: line, stroke: card, strokeWidth: 2 },
      deviation: { stroke: card, strokeWidth: 2 },
      frame: { filled: false, color: ink, stroke: ink, strokeWidth: 2 },
      cell_label: { color: ink, fontSize: 12, fontWeight: 600 },
      label: { color: ink, fontSize: 12 },
      interval: { color: accent, strokeWidth: 3, opacity: 0.45, strokeCap: "round" },
      middle: { ...point, color: accent },
      seen: { ...point, color: colour("c2"), shape: "diamond", size: 110 },
      other: { ...point, color: soft, opacity: 0.45, size: 40, strokeWidth: 0 },
      range: { color: line, strokeWidth: 2 },
      expected: { color: colour("c2"), thickness: 3, size: 18, orient: "vertical" },
      in_use: { color: soft, strokeWidth: 2, strokeDash: [4, 4] },
      ribbon: { opacity: 0.55, interpolate: "monotone" },
      bubble: { color: accent, opacity: 0.65 },
      curve: { strokeWidth: 2 },
    },
  };
}
