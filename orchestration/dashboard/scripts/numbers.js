// How values are written: the same in cards, labels and tables, in the page's language.
const PLAIN = { maximumFractionDigits: 0 };
const MONEY = { style: "currency", currency: page.currency, currencyDisplay: "narrowSymbol" };
const FORMATS = {
  count: PLAIN,
  points: { maximumFractionDigits: 1 },
  money: PLAIN,
  credit: { minimumFractionDigits: 1, maximumFractionDigits: 1 },
  days: { minimumFractionDigits: 1, maximumFractionDigits: 1 },
  small_ratio: { minimumFractionDigits: 4, maximumFractionDigits: 4 },
  ratio: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
  share: { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 },
  rounded_share: { style: "percent", ...PLAIN },
  signed_share: { style: "percent", signDisplay: "exceptZero", ...PLAIN },
  points_of_rate: { style: "percent", signDisplay: "exceptZero", minimumFractionDigits: 1, maximumFractionDigits: 1 },
  short_money: { ...MONEY, notation: "compact", maximumSignificantDigits: 3 },
  whole_money: { ...MONEY, ...PLAIN },
};
const NOTHING = "–";
const writers = new Map();

const isNumber = (kind) => kind in FORMATS;

function written(value, kind) {
  if (value === null || value === undefined) return NOTHING;
  if (kind === "month") return monthOf(value);
  if (!isNumber(kind)) return String(value);
  if (!writers.has(kind)) writers.set(kind, new Intl.NumberFormat(page.language, FORMATS[kind]));
  return writers.get(kind).format(value).replace("-", "−");
}

// `2026-04` as people write it.
function monthOf(month) {
  const form = { year: "numeric", month: "short", timeZone: "UTC" };
  return /^\d{4}-\d\d$/.test(month) ? new Intl.DateTimeFormat(page.language, form).format(new Date(`${month}-01`)) : nameOf(month);
}

// Fills `{name:kind}` of a text from a row.
const filled = (text, row) => text.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name, kind) => written(row[name], kind));

// A code of the data as people say it; one that the page has no name for, in its own words.
function nameOf(code) {
  if (code === null || code === undefined) return NOTHING;
  const known = page.names[code];
  if (known !== undefined) return known;
  const words = String(code).replaceAll("_", " ");
  return /^[a-z]/.test(words) ? words[0].toUpperCase() + words.slice(1) : words;
}
