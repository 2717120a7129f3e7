// Written by `python -m tools.i18n` from the gettext catalogues. Do not edit.
const WORDS = {
"en": {},
"pt-BR": {}
};
function fill(text, args) {
  if (args) for (const name in args) text = text.replaceAll("{" + name + "}", args[name] ?? "");
  return text;
}
export function tr(lang, text, args) {
  const found = WORDS[lang]?.[text];
  return fill((typeof found === "string" && found) || text || "", args);
}
export function trn(lang, one, many, count, args) {
  const few = Number(count) === 1 || (Number(count) === 0 && lang === "pt-BR");
  const forms = WORDS[lang]?.[one];
  return fill(Array.isArray(forms) ? forms[few ? 0 : 1] : Number(count) === 1 ? one : many, { n: count, ...args });
}
