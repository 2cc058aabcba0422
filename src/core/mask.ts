/**
 * Takes secrets and personal data out of text that a system wrote. Facts pass through it when they are collected, so that nothing behind them
 * (findings, saved files, reports, errors) can hold what it must not. It prefers to mask too much.
 */
export function mask(text: string): string {
  return rules.reduce((masked, [pattern, replacement]) => masked.replace(pattern, replacement), text)
}

/** The same for a name that a system goes by (a consumer group, a login): long ones are usual and no secrets, but some are e-mail addresses. */
export function maskName(name: string): string {
  return name.replace(jwt, '[token]').replace(email, '[e-mail]')
}

/** The text of a SQL statement without its literals and without anything after a password clause. */
export function maskSql(sql: string): string {
  return mask(
    sql
      .replace(/\$([A-Za-z_]*)\$[\s\S]*?\$\1\$/g, "'…'")
      .replace(/\bE'(?:[^'\\]|\\.|'')*(?:'|$)/gi, "'…'")
      .replace(/(?:\b(?:U&|B|X|N))?'(?:[^']|'')*(?:'|$)/gi, "'…'")
      .replace(/\b(PASSWORD|IDENTIFIED\s+BY)\b[\s\S]*/i, '$1 …')
      .replace(/(?<![\w$])-?\d{4,}(?:\.\d+)?(?!\w)/g, '…'),
  )
}

const jwt = /\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g
const email = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu

type Rule = readonly [pattern: RegExp, replacement: string]

const secretName = String.raw`[\w.-]*(?:password|passwd|pwd|secret|token|api[_-]?key|apikey|access[_-]?key|private[_-]?key|credential|authorization|cookie|session[_-]?id|sid)[\w.-]*`

const rules: readonly Rule[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[private key]'],
  [jwt, '[token]'],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/'"]*@/gi, '$1…@'],
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:'"]+:(?!\d+[/\s])[^\s'"]*@/gi, '$1…@'],
  [/([?&](?!sslmode|application_name)[\w.-]+=)[^&\s'"]+/g, '$1…'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 […]'],
  [
    new RegExp(
      String.raw`(["']?\b${secretName}["']?\s*[:=]\s*)(?!\[…\])("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[^\s,;&}\])]+)`,
      'gi',
    ),
    '$1[…]',
  ],
  [email, '[e-mail]'],
  [/(?<![\w.+-])\+?\d{1,3}[ -]?\(?\d{2,4}\)?(?:[ -]\d{2,4}){2,3}(?![\w-])/g, '[phone]'],
  [/(?<![\w.])\+\d[\d ()-]{7,18}\d(?!\w)/g, '[phone]'],
  [/(?<![\w-])(?:\d[ -]?){12,18}\d(?![\w-])/g, '[number]'],
  [/\b(?=[A-Za-z0-9_-]*\d)(?=[A-Za-z0-9_-]*[A-Za-z])[A-Za-z0-9_-]{32,}\b/g, '[opaque]'],
]
