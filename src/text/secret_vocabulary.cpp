#include "text/secret_vocabulary.hpp"

#include <algorithm>
#include <array>

#include "text/codepoints.hpp"

namespace usher::text {

namespace {

constexpr auto copulas = std::to_array<std::string_view>({
    "are",         "be",        "cambiata",  "cambiato", "changed",    "digita",   "digitare", "diventa", "diventata",
    "diventerà",   "dovrebbe",  "e'",        "e`",       "enter",      "entered",  "equals",   "era",     "imposta",
    "impostata",   "impostato", "inserendo", "inserire", "inserisci",  "inserito", "is",       "ist",     "lautet",
    "messo",       "mettere",   "metti",     "metto",    "modificata", "prova",    "provato",  "provo",   "put",
    "reimpostata", "resettata", "resta",     "rimane",   "sara",       "sarebbe",  "sarÀ",     "sarà",    "set",
    "sono",        "tried",     "try",       "type",     "typed",      "usa",      "usando",   "usare",   "usate",
    "usato",       "use",       "used",      "uses",     "using",      "uso",      "vale",     "was",     "will",
    "È",           "É",         "è",         "é",
});
static_assert(std::ranges::is_sorted(copulas));

constexpr auto copula_fillers = std::to_array<std::string_view>({
    "=",           "a",       "actually",    "adesso",    "an",      "ancora",     "as",
    "attualmente", "basic",   "basically",   "be",        "bearer",  "been",       "cambiata",
    "cambiato",    "changed", "con",         "currently", "di",      "diventata",  "dunque",
    "e",           "essere",  "following",   "has",       "il",      "impostata",  "impostato",
    "in",          "is",      "just",        "la",        "mia",     "modificata", "my",
    "new",         "now",     "nuova",       "ora",       "our",     "per",        "quella",
    "questa",      "quindi",  "reimpostata", "resettata", "sarebbe", "seguente",   "semplicemente",
    "sempre",      "set",     "simply",      "stata",     "stato",   "still",      "that",
    "the",         "this",    "to",          "token",     "tua",     "vostra",     "was",
    "your",        "è",
});
static_assert(std::ranges::is_sorted(copula_fillers));

constexpr auto search_enders = std::to_array<std::string_view>({
    "after",       "aggiornata",  "almeno",       "and",
    "at",          "attempt",     "attempts",     "authentication",
    "because",     "before",      "but",          "cambiare",
    "cambio",      "campi",       "campo",        "can",
    "can't",       "cannot",      "change",       "changes",
    "changing",    "checkbox",    "checker",      "complessità",
    "contains",    "contenere",   "contiene",     "denied",
    "deve",        "devono",      "did",          "dimenticata",
    "dimenticato", "do",          "does",         "doesn't",
    "don't",       "dopo",        "errata",       "errate",
    "errato",      "error",       "errore",       "errori",
    "errors",      "expired",     "expires",      "expiry",
    "failed",      "failing",     "fails",        "failure",
    "field",       "fields",      "forgot",       "forgotten",
    "form",        "format",      "formato",      "funziona",
    "funzionano",  "funzionava",  "generator",    "generatore",
    "hash",        "hashes",      "hashing",      "hint",
    "history",     "how",         "if",           "incorrect",
    "invalid",     "invalida",    "isn't",        "keeper",
    "least",       "length",      "link",         "lost",
    "lunghezza",   "ma",          "mai",          "manager",
    "managers",    "may",         "minima",       "minimo",
    "minimum",     "mismatch",    "modificare",   "modulo",
    "must",        "name",        "never",        "no",
    "nome",        "non",         "not",          "o",
    "oppure",      "or",          "page",         "pagina",
    "perche",      "perché",      "persa",        "policies",
    "policy",      "possono",     "prima",        "prompt",
    "prompts",     "protected",   "protetta",     "protette",
    "pubblica",    "può",         "quando",       "recover",
    "recovery",    "recuperare",  "recupero",     "refused",
    "regola",      "regole",      "rejected",     "request",
    "requests",    "requirement", "requirements", "requires",
    "requisiti",   "reset",       "resets",       "resetting",
    "richiede",    "richiesta",   "richieste",    "rifiutata",
    "ripristino",  "rotation",    "rule",         "rules",
    "sbagliata",   "sbagliate",   "sbagliato",    "scaduta",
    "scaduto",     "se",          "senza",        "should",
    "size",        "smarrita",    "status",       "strength",
    "sync",        "tentativi",   "tentativo",    "type",
    "updated",     "vault",       "via",          "when",
    "why",         "without",     "won't",        "work",
    "works",       "wrong",
});
static_assert(std::ranges::is_sorted(search_enders));

constexpr auto remarks = std::to_array<std::string_view>({
    "aiuto",       "assente",    "below",    "blank",     "bloccata",     "complessa",    "complex",    "correct",
    "corretta",    "corretto",   "cui",      "debole",    "disabled",     "do",           "empty",      "enabled",
    "encrypted",   "false",      "forte",    "giusta",    "giusto",       "hashed",       "help",       "here",
    "hidden",      "inutile",    "invalid",  "issue",     "known",        "later",        "locked",     "lost",
    "lunga",       "mai",        "manca",    "mandatory", "masked",       "match",        "medesima",   "mia",
    "mine",        "missing",    "n/a",      "na",        "nascosta",     "nascosto",     "necessaria", "needed",
    "never",       "new",        "niente",   "no",        "non",          "none",         "nope",       "not",
    "null",        "nulla",      "nuova",    "nuovo",     "obbligatoria", "obbligatorio", "ok",         "okay",
    "old",         "omessa",     "omitted",  "optional",  "oscurata",     "persa",        "perso",      "personal",
    "please",      "precedente", "presente", "privata",   "private",      "problem",      "problema",   "problemi",
    "problems",    "protected",  "qui",      "redacted",  "removed",      "required",     "safe",       "same",
    "sconosciuta", "secure",     "segue",    "sent",      "sicura",       "sicuro",       "sign",       "simple",
    "smarrita",    "solita",     "solito",   "sopra",     "sotto",        "stessa",       "stesso",     "strong",
    "sua",         "sure",       "true",     "undefined", "unknown",      "unset",        "urgente",    "valid",
    "valida",      "valido",     "vecchia",  "vostra",    "vuota",        "vuoto",        "weak",       "working",
    "wrong",       "yes",        "yours",
});
static_assert(std::ranges::is_sorted(remarks));

constexpr auto service_words = std::to_array<std::string_view>({
    "admin", "cpanel", "database", "db",   "email", "ftp", "imap", "mail",    "mysql", "pec",  "plesk",     "pop3",
    "posta", "rdp",    "root",     "sftp", "smtp",  "ssh", "vpn",  "webmail", "wi-fi", "wifi", "wordpress", "wp",
});
static_assert(std::ranges::is_sorted(service_words));

// Between the word and its value they say which password is meant, and nothing else.
constexpr auto qualifiers = std::to_array<std::string_view>({
    "attuale",  "corrente", "current",     "definitiva", "digitata",   "fornita",    "initial",
    "iniziale", "inserita", "mia",         "my",         "new",        "nuova",      "nuove",
    "old",      "our",      "provvisoria", "temp",       "temporanea", "temporaneo", "temporary",
    "usata",    "used",     "utilizzata",  "vecchia",    "your",
});
static_assert(std::ranges::is_sorted(qualifiers));

constexpr auto units = std::to_array<std::string_view>({
    "account",   "accounts",  "anni",    "attempt",   "attempts",   "bit",       "bits",    "byte",    "bytes",
    "carattere", "caratteri", "char",    "character", "characters", "chars",     "cifra",   "cifre",   "day",
    "days",      "digit",     "digits",  "errori",    "errors",     "eur",       "euro",    "gb",      "giorni",
    "giorno",    "hour",      "hours",   "ko",        "letter",     "lettera",   "lettere", "letters", "mb",
    "mesi",      "min",       "minute",  "minutes",   "minuti",     "minuto",    "months",  "ora",     "ore",
    "secondi",   "seconds",   "simboli", "symbols",   "tentativi",  "tentativo", "time",    "times",   "users",
    "utenti",    "volta",     "volte",   "years",
});
static_assert(std::ranges::is_sorted(units));

constexpr auto products = std::to_array<std::string_view>({
    "1password", "2fa",    "365",         "7zip",    "aes128", "aes256",    "base64", "e-mail1",      "ec2",
    "ed25519",   "h2",     "hmac-sha256", "http2",   "http3",  "i18n",      "imap4",  "ipv4",         "ipv6",
    "k8s",       "level1", "level2",      "log4j",   "m365",   "md5",       "mfa",    "microsoft365", "mp3",
    "mp4",       "ntlmv2", "o365",        "oauth1",  "oauth2", "office365", "pbkdf2", "php5",         "php7",
    "php8",      "pop3",   "rsa2048",     "rsa4096", "s3",     "sha1",      "sha224", "sha256",       "sha384",
    "sha512",    "snmpv3", "ssh2",        "tls1.2",  "tls1.3", "utf8",      "web2",   "web3",         "win10",
    "win11",     "win7",   "win8",        "wpa2",    "wpa3",   "x509",
});
static_assert(std::ranges::is_sorted(products));

// With a number behind: "server2", "php8".
constexpr auto product_stems = std::to_array<std::string_view>({
    "account",   "android", "area",      "centos",   "client",  "cliente",  "cloud",  "cluster",  "cpanel",
    "db",        "debian",  "dedicated", "dedicato", "domain",  "dominio",  "drupal", "exchange", "fase",
    "galaxy",    "host",    "ios",       "ipad",     "iphone",  "joomla",   "line",   "linea",    "linux",
    "macos",     "magento", "mail",      "mariadb",  "mx",      "mysql",    "node",   "nodo",     "ns",
    "office",    "outlook", "page",      "pagina",   "pc",      "php",      "plesk",  "postgres", "prestashop",
    "punto",     "rack",    "rhel",      "riga",     "server",  "site",     "sito",   "srv",      "step",
    "ticket",    "ubuntu",  "user",      "utente",   "version", "versione", "vps",    "web",      "windows",
    "wordpress", "zona",
});
static_assert(std::ranges::is_sorted(product_stems));

constexpr auto benign_suffixes = std::to_array<std::string_view>({
    "age",           "algo",       "algorithm", "at",          "attempts",   "auth",      "authentication",
    "authenticator", "cache",      "change",    "changed",     "changes",    "check",     "count",
    "created",       "date",       "disabled",  "enabled",     "encryption", "endpoint",  "error",
    "errors",        "expiration", "expire",    "expired",     "expires",    "expiry",    "field",
    "file",          "form",       "format",    "generator",   "help",       "hint",      "history",
    "host",          "id",         "ids",       "issued",      "label",      "length",    "lifetime",
    "limit",         "link",       "login",     "manager",     "max",        "maxlength", "message",
    "min",           "minlength",  "mode",      "name",        "names",      "needs",     "never",
    "page",          "path",       "pattern",   "placeholder", "policies",   "policy",    "port",
    "prompt",        "protected",  "provider",  "ref",         "refs",       "regex",     "required",
    "reset",         "resets",     "rotation",  "rule",        "rules",      "scope",     "scopes",
    "service",       "size",       "state",     "status",      "store",      "strength",  "text",
    "title",         "ttl",        "type",      "updated",     "uri",        "url",       "user",
    "verified",      "verify",     "version",
});
static_assert(std::ranges::is_sorted(benign_suffixes));

constexpr auto user_words = std::to_array<std::string_view>({
    "account",
    "e-mail",
    "email",
    "id",
    "login",
    "mail",
    "nome-utente",
    "nomeutente",
    "uid",
    "user",
    "userid",
    "username",
    "users",
    "utente",
    "utenti",
});
static_assert(std::ranges::is_sorted(user_words));

constexpr auto describing_endings = std::to_array<std::string_view>(
    {"abile", "able",  "ante", "are",     "ata",  "ate", "ati", "ato", "ed",  "endo", "ente", "ere",
     "ful",   "ibile", "ible", "ing",     "ire",  "ita", "ite", "iti", "ito", "ive",  "less", "ly",
     "ment",  "mente", "osa",  "rizione", "tion", "uta", "ute", "uti", "uto", "zione"});

bool in(const auto& list, std::string_view word) {
    return std::ranges::binary_search(list, word);
}

} // namespace

bool is_remark(std::string_view word) {
    return in(remarks, word) || ends_search(word) || is_copula(word) || is_keyword(word) || is_user_word(word) ||
           has_describing_ending(word);
}

bool is_service_word(std::string_view word) {
    return in(service_words, word);
}

bool is_copula(std::string_view word) {
    return in(copulas, word);
}

bool is_filler_of_copula(std::string_view word) {
    return in(copula_fillers, word);
}

bool is_qualifier(std::string_view word) {
    return in(qualifiers, word);
}

bool ends_search(std::string_view word) {
    return in(search_enders, word);
}

bool is_unit(std::string_view word) {
    return in(units, word);
}

bool is_product_word(std::string_view word) {
    if (in(products, word)) {
        return true;
    }
    const auto stem = word.substr(0, word.find_first_of("0123456789-_"));
    const auto rest = word.substr(stem.size());
    return in(product_stems, stem) && rest.find_first_not_of("0123456789-_.") == std::string_view::npos;
}

bool is_benign_suffix(std::string_view word) {
    return in(benign_suffixes, word);
}

bool is_user_word(std::string_view word) {
    return in(user_words, word);
}

bool has_describing_ending(std::string_view word) {
    return std::ranges::any_of(describing_endings, [word](std::string_view ending) { return word.ends_with(ending); });
}

} // namespace usher::text
