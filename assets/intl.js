// Dates, money and numbers as the person reads them. Dates come as the clinic's own wall time and are never shifted to the browser's zone.
const REGION = { es: "es-PE", "pt-BR": "pt-BR", en: "en-US" };
const DATES = {
  short: { weekday: "short", day: "numeric", month: "short" },
  from: { day: "numeric", month: "short" },
  until: { day: "numeric", month: "short", year: "numeric" },
  medium: { weekday: "short", day: "numeric", month: "short", year: "numeric" },
  long: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  numeric: { day: "2-digit", month: "2-digit", year: "numeric" },
  month: { month: "long", year: "numeric" },
  weekday: { weekday: "narrow" },
  day: { day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  datetime: { day: "2-digit", month: "2-digit", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
};
const cache = new Map();
const kept = (key, make) => cache.get(key) || cache.set(key, make()).get(key);

export function dateText(lang, iso, style) {
  if (!iso) return "";
  const local = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?)?/.exec(iso);
  if (!local) return iso;
  const format = kept(`d ${lang} ${style}`, () => new Intl.DateTimeFormat(REGION[lang] || "es-PE", { ...DATES[style], timeZone: "UTC" }));
  return format.format(new Date((local[0].length === 10 ? local[0] + "T00:00" : local[0]) + "Z"));
}

export function moneyText(lang, amount, currency) {
  if (amount === null || amount === undefined || amount === "") return "";
  const format = kept(`m ${lang} ${currency}`, () => new Intl.NumberFormat(REGION[lang] || "es-PE", { style: "currency", currency, currencyDisplay: "narrowSymbol" }));
  return format.format(Number(amount)).replace("PEN", "S/");
}

export function numberText(lang, value, digits) {
  const format = kept(`n ${lang} ${digits}`, () => new Intl.NumberFormat(REGION[lang] || "es-PE", { maximumFractionDigits: digits }));
  return format.format(Number(value));
}
