// From a dataset to the rows of a figure, as `figures.Rows` describes it.
const ALL = "(all)";
const datasets = new Map();

// Texts are written into the page as numbers of a list, and rows without the names of their fields.
function dataset(name) {
  if (!datasets.has(name)) {
    const { fields, words, rows, totals } = page.datasets[name];
    const read = (value, place) => (words[fields[place]] && value !== null ? words[fields[place]][value] : value);
    const read_rows = rows.map((row) => Object.fromEntries(fields.map((field, place) => [field, read(row[place], place)])));
    datasets.set(name, { rows: read_rows, totals: new Set(totals) });
  }
  return datasets.get(name);
}

function fits(row, filter, field, months, totals) {
  if (totals.has(field)) return row[field] === picked[filter];
  if (filter === "period") return months === null || months.has(row[field]);
  return picked[filter] === ALL || row[field] === picked[filter];
}

function kept(described, months) {
  const { rows, totals } = dataset(described.data);
  const follows = Object.entries(described.follows);
  const only = Object.entries(described.only);
  // A total that the figure neither follows nor names would count everybody twice.
  const left = [...totals].filter((field) => !Object.values(described.follows).includes(field) && !(field in described.without));
  return rows.filter(
    (row) =>
      follows.every(([filter, field]) => fits(row, filter, field, months, totals)) &&
      only.every(([field, value]) => row[field] === value) &&
      left.every((field) => row[field] === ALL),
  );
}

function summed(rows, group, sums) {
  const groups = new Map();
  for (const row of rows) {
    const key = group.map((field) => row[field]).join("\n");
    let sum = groups.get(key);
    if (!sum) {
      sum = Object.fromEntries([...group.map((field) => [field, row[field]]), ...sums.map((field) => [field, null])]);
      groups.set(key, sum);
    }
    for (const field of sums) if (row[field] !== null) sum[field] = (sum[field] ?? 0) + row[field];
  }
  return [...groups.values()];
}

function derived(rows, formulas) {
  for (const [name, formula, one, other] of formulas) {
    for (const row of rows) row[name] = FORMULAS[formula](row, one, other, rows);
  }
  return rows;
}

function compared(one, other, order) {
  for (const [field, descending] of order) {
    const [a, b] = descending ? [other[field], one[field]] : [one[field], other[field]];
    if (a === b) continue;
    // What is unknown comes last either way.
    if (one[field] === null) return 1;
    if (other[field] === null) return -1;
    return a < b ? -1 : 1;
  }
  return 0;
}

function rowsOf(described, months = monthsPicked()) {
  const { group, sums, derive, sort, limit, without, with_before } = described;
  const excluded = Object.entries(without);
  const counts = (row) => excluded.every(([field, values]) => !(field in row) || !values.includes(row[field]));
  const before = with_before && months !== null ? period().previous : [];
  let rows = kept(described, before.length ? new Set([...months, ...before]) : months).filter(counts);
  rows = group.length ? summed(rows, group, sums) : rows.map((row) => ({ ...row }));
  // Once more, for what is worked out; shares are of the rows that are left.
  rows = derived(rows, derive).filter(counts);
  if (sort.length) rows.sort((one, other) => compared(one, other, sort));
  return limit ? rows.slice(0, limit) : rows;
}

// How many stand behind rows.
const COUNTED = {
  sum: total,
  first: (rows, field) => rows.find((row) => row.step_number === 1)?.[field] ?? rows[0]?.[field] ?? 0,
  sum_of_firsts: (rows, field) => total(rows.filter((row) => row.step_number === 1), field),
  sum_of_starts: (rows, field) => total(rows.filter((row) => row.month_number === 0), field),
  sum_of_picked: (rows, field) => total(rows.filter((row) => row.is_picked), field),
  most: (rows, field) => Math.max(0, ...rows.map((row) => row[field] ?? 0)),
};
