// What the reader picked, and what it means.
const picked = { ...page.filters.picked };
const NEUTRAL = { period: "all", channel: ALL, segment: ALL };

const period = () => page.filters.periods.find((one) => one.key === picked.period);

// The picked period's months; null for all time.
const monthsPicked = () => (picked.period === NEUTRAL.period ? null : new Set(period().months));
const monthsBefore = () => (period().previous.length ? new Set(period().previous) : null);

// Picks that narrow the page, but not this figure.
function ignored(figure) {
  return Object.keys(NEUTRAL).filter((filter) => picked[filter] !== NEUTRAL[filter] && !(filter in figure.rows.follows));
}
