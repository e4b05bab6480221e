// What figures work out of sums: each gets the row, its arguments, and all rows. No data, no number.
const divided = (above, below) => (above === null || below === null || below === undefined || !below ? null : above / below);
const total = (rows, field) => rows.reduce((sum, row) => sum + (row[field] ?? 0), 0);
const Z = 1.959963984540054;

// The bounds of a rate's 95 % score interval (Wilson 1927).
function wilson(successes, trials, side) {
  if (!trials || successes === null) return null;
  const rate = successes / trials;
  const centre = rate + (Z * Z) / (2 * trials);
  const half = Z * Math.sqrt((rate * (1 - rate)) / trials + (Z * Z) / (4 * trials * trials));
  return Math.min(1, Math.max(0, (centre + side * half) / (1 + (Z * Z) / trials)));
}

const FORMULAS = {
  value: (row, field) => row[field] ?? null,
  ratio: (row, above, below) => divided(row[above], row[below]),
  ratio_if_gain: (row, above, below) => (row[below] > 0 ? divided(row[above], row[below]) : null),
  roi: (row, back, spent) => (row[back] === null ? null : divided(row[back] - row[spent], row[spent])),
  // Spend of which some has no exchange rate makes no ratio.
  known: (row, spend, withoutRate) => (row[spend] > 0 && !row[withoutRate] ? row[spend] : null),
  or_zero: (row, field) => row[field] ?? 0,
  roi_label: (row) => (row.roi === null ? page.texts.labels.no_spend : written(row.roi, "signed_share")),
  difference: (row, one, other) => (row[one] === null || row[other] === null ? null : row[one] - row[other]),
  larger: (row, one, other) => Math.max(row[one] ?? 0, row[other] ?? 0),
  if: (row, condition, field) => (row[condition] ? row[field] : null),
  wilson_low: (row, successes, trials) => wilson(row[successes], row[trials], -1),
  wilson_high: (row, successes, trials) => wilson(row[successes], row[trials], 1),
  share: (row, field, within, rows) => {
    const whole = within ? rows.filter((other) => other[within] === row[within]) : rows;
    return divided(row[field], total(whole, field));
  },
  share_of_first: (row, field, _, rows) => divided(row[field], rows.find((other) => other.step_number === 1)?.[field] ?? null),
  largest_of: (row, field, within, rows) =>
    Math.max(...rows.filter((other) => other[within] === row[within]).map((other) => other[field])),
  is_picked: (row, field) => row[field] === picked.model,
  moment: (row, month) => Date.parse(`${row[month]}-01`),
  written: (row, field, kind) => (row[field] === null ? "" : written(row[field], kind)),
  text: (row, key) => filled(page.texts.labels[key], named(row)),
};

// The row with names in place of codes, for texts.
const named = (row) =>
  new Proxy(row, { get: (of, field) => (NAMED.has(field) ? nameOf(of[field]) : of[field]) });
const NAMED = new Set(["stage", "verdict"]);
