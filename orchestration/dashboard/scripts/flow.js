// Lays moves from stage to stage out as ribbons: stages left on the left, stages entered on the right.
const POINTS = 16;
const GAP = 0.045;

function ribbons(rows) {
  const whole = total(rows, "moves");
  const left = stacked(rows, "from_stage", "from_place", whole);
  const right = stacked(rows, "to_stage", "to_place", whole);
  const labels = [...left.values()].map((box) => ({ kind: "left", x: 0, low: box.middle, label: box.label }));
  labels.push(...[...right.values()].map((box) => ({ kind: "right", x: 1, low: box.middle, label: box.label })));
  const areas = rows.flatMap((row, ribbon) => {
    const height = row.moves / whole;
    const [from, to] = [taken(left.get(row.from_stage), height), taken(right.get(row.to_stage), height)];
    return Array.from({ length: POINTS + 1 }, (_, point) => {
      const x = point / POINTS;
      const low = from + (to - from) * x * x * (3 - 2 * x);
      return { ...shown(row), kind: "ribbon", ribbon, x, low, high: low + height };
    });
  });
  // The order of colours is that of the legend.
  return [...areas.sort((one, other) => one.turn - other.turn), ...labels];
}

function stacked(rows, stage, place, whole) {
  const boxes = new Map();
  let top = 0;
  for (const row of [...rows].sort((one, other) => one[place] - other[place])) {
    if (!boxes.has(row[stage])) boxes.set(row[stage], { moves: 0 });
    boxes.get(row[stage]).moves += row.moves;
  }
  for (const [name, box] of boxes) {
    box.free = top;
    box.middle = top + box.moves / whole / 2;
    box.label = `${nameOf(name)} · ${written(box.moves, "count")}`;
    top += box.moves / whole + GAP;
  }
  return boxes;
}

function taken(box, height) {
  const top = box.free;
  box.free += height;
  return top;
}

const shown = (row) => ({ ...row, from_stage: nameOf(row.from_stage), to_stage: nameOf(row.to_stage), direction: nameOf(row.direction) });
