// The row of numbers on top: the picked period, the one before it, and how it went by month.
const MOST_POINTS = 12;
// Of a change that is shown as one.
const SMALLEST = 0.0005;
const WIDE = 96, HIGH = 26;

function headlines() {
  const { rows } = page.headlines;
  const sums = (months) => {
    const sum = totals(rowsOf(rows, months));
    return { ...sum, known_spend: FORMULAS.known(sum, "spend", "spend_without_rate") };
  };
  const [now, before] = [sums(monthsPicked()), monthsBefore() && sums(monthsBefore())];
  const months = page.filters.periods[0].months.length ? page.filters.periods[0].months.slice(-MOST_POINTS) : [];
  const byMonth = months.map((month) => sums(new Set([month])));
  for (const { key, kind, formula: [formula, ...fields], better } of page.headlines.shown) {
    const value = FORMULAS[formula](now, ...fields);
    const past = before && FORMULAS[formula](before, ...fields);
    const card = document.querySelector(`[data-headline="${key}"]`);
    card.dataset.value = value;
    card.dataset.before = past;
    card.querySelector(".value").textContent = written(value, kind);
    card.querySelector(".value").title = written(value, kind.replace("short_", "whole_"));
    compare(card.querySelector(".change"), value, past, kind, better);
    card.querySelector(".spark").replaceChildren(...spark(byMonth.map((sum) => FORMULAS[formula](sum, ...fields))));
  }
}

const totals = (rows) => Object.fromEntries(page.headlines.rows.sums.map((field) => [field, total(rows, field)]));

function compare(place, value, past, kind, better) {
  const isShare = kind.endsWith("share");
  const change = value === null || past === null ? null : isShare ? value - past : divided(value - past, Math.abs(past));
  const isSame = change !== null && Math.abs(change) < SMALLEST;
  const good = change && !isSame && better ? (change > 0) === (better === "more") : null;
  place.className = `change ${good === null ? "" : good ? "good" : "bad"}`;
  if (change === null) {
    place.textContent = page.texts.script[picked.period === NEUTRAL.period ? "all_time" : "nothing_before"];
    return;
  }
  const arrow = isSame ? "■" : change > 0 ? "▲" : "▼";
  const text = page.texts.script[isShare ? "points" : "change"];
  const difference = written(Math.abs(isShare ? change * 100 : change), isShare ? "credit" : "rounded_share");
  place.textContent = `${arrow} ${filled(text, { difference, before: written(past, kind) })}`;
}

// A line through the last months that are over, from zero.
function spark(values) {
  const known = values.map((value) => value ?? 0);
  const [low, high] = [Math.min(0, ...known), Math.max(0, ...known)];
  if (known.length < 2 || low === high) return [];
  const place = (value, step) => [(step / (known.length - 1)) * WIDE, HIGH - ((value - low) / (high - low)) * HIGH];
  const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
  line.setAttribute("points", known.map((value, step) => place(value, step).map((at) => at.toFixed(1)).join(",")).join(" "));
  return [line];
}
