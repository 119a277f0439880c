#include <algorithm>
#include <array>

#include "text/secret_vocabulary.hpp"

namespace usher::text {

namespace {

// Function words, and what people say about passwords ("wrong", "scaduta"). A password that is one of these stays
// visible: that is the price for "la password non funziona" to stay readable.
// clang-format off: it would give every word a line of its own.
constexpr auto everyday_words = std::to_array<std::string_view>({
    "a", "abbia", "abbiamo", "abilitata", "about", "above", "accedere", "accepted", "access", "accessibile",
    "accessible", "accesso", "accettata", "account", "accounts", "active", "ad", "adatta", "added", "adesso",
    "after", "again", "against", "ago", "ai", "aiuto", "al", "alcuna", "alcune", "alcuni", "all", "alla", "alle",
    "allegata", "allegato", "allora", "allowed", "already", "also", "altra", "altre", "altri", "altro", "always",
    "am", "an", "anche", "ancora", "and", "any", "anymore", "anzi", "aperta", "appare", "appena", "are", "arriva",
    "arrivata", "as", "ask", "asks", "aspetto", "assente", "assolutamente", "at", "attached", "attendere",
    "attendo", "attiva", "attuale", "available", "avendo", "avere", "avete", "aveva", "avevo", "avrebbe", "avrei",
    "avremmo", "back", "bad", "base", "basic", "be", "bearer", "because", "been", "before", "being", "below",
    "bene", "better", "between", "bisogna", "blank", "bloccata", "blocked", "bonjour", "both", "broken", "buona",
    "buonasera", "buongiorno", "but", "by", "c'e", "c'è", "call", "called", "cambia", "cambiare", "cambiata",
    "cambiate", "cambiati", "cambiato", "cambio", "came", "campo", "can", "can't", "cannot", "capisco", "case",
    "case-sensitive", "casella", "caso", "causa", "censored", "certa", "change", "changed", "changes", "changing",
    "che", "check", "chi", "chiamare", "chiave", "chiavi", "chiede", "chiedere", "chiedo", "chiedono", "choose",
    "ci", "ciao", "cioe", "cioè", "clear", "clicca", "cliccare", "click", "cliente", "closed", "code", "codes",
    "codice", "codici", "coi", "col", "come", "compaiono", "compare", "complessa", "complesse", "completa",
    "complex", "compromessa", "compromesso", "compromised", "comunque", "con", "conferma", "confermo", "confirm",
    "conosco", "consente", "contact", "contattare", "contattatemi", "contiene", "copy", "cordiali", "correct",
    "corrente", "corretta", "correttamente", "corrette", "corretti", "corretto", "corrisponde", "corrispondono",
    "corta", "cos'è", "cosa", "cosi", "così", "could", "creata", "created", "credenziali", "credo", "criptata",
    "criptato", "cui", "da", "dai", "dal", "dalla", "dalle", "danno", "dare", "database", "dati", "day", "days",
    "debole", "deboli", "decisamente", "default", "defined", "degli", "dei", "del", "della", "delle", "dello",
    "denied", "dentro", "desidero", "deve", "devo", "devono", "di", "dice", "dicono", "did", "dietro", "different",
    "differente", "differenti", "difficile", "dimenticata", "dimenticato", "disabilitata", "disabled", "displayed",
    "distinti", "diversa", "diverse", "diversi", "diverso", "do", "does", "doesn't", "doesnt", "doing", "domani",
    "dominio", "don't", "done", "dont", "dopo", "doppia", "dove", "dovrebbe", "down", "due", "dunque", "durante",
    "dà", "e", "e'", "each", "easy", "ecc", "eccetera", "ecco", "ed", "effettuare", "either", "else", "email",
    "empty", "enabled", "enclosed", "encrypted", "enough", "enter", "entered", "entrambe", "entrambi", "entrare",
    "entro", "era", "erano", "eravamo", "errata", "errate", "errati", "errato", "error", "errore", "errors",
    "esatta", "esiste", "esposta", "essa", "esse", "essere", "etc", "even", "ever", "every", "everything",
    "exactly", "exceeded", "exists", "expire", "expired", "expires", "faccio", "facile", "failed", "fails", "false",
    "fare", "fatta", "fatto", "favore", "few", "field", "fin", "finché", "fine", "fino", "first", "follow",
    "following", "for", "forgot", "forgotten", "forse", "forte", "found", "fra", "from", "ftp", "funziona",
    "funzionano", "funzionante", "funzionava", "fuori", "generata", "generated", "gentile", "gentili", "get",
    "gets", "gia", "giorni", "giusta", "giuste", "giusti", "giusto", "given", "gives", "già", "gli", "go", "goes",
    "gone", "good", "got", "grazie", "ha", "had", "hai", "hanno", "hard", "has", "hashed", "have", "he", "hello",
    "help", "her", "here", "hi", "hidden", "him", "his", "ho", "how", "however", "i", "i'm", "identica",
    "identiche", "identici", "ieri", "if", "ignored", "il", "illeggibile", "imap", "immediatamente", "impossibile",
    "impostare", "impostata", "impostato", "in", "inattiva", "incompleta", "incorrect", "incorretta", "indeed",
    "indicata", "indicato", "inesistente", "infatti", "ingresso", "inoltre", "inserendo", "inserire", "inserisci",
    "inserisco", "inserita", "inserite", "inserito", "insicura", "inside", "instead", "intanto", "into", "inutile",
    "invalid", "invalida", "invalidi", "invece", "inviata", "inviato", "invio", "io", "is", "isn't", "issue", "it",
    "it's", "its", "itself", "just", "keep", "kept", "key", "kindly", "know", "known", "l", "la", "last", "later",
    "le", "least", "left", "lei", "lenta", "less", "let", "li", "like", "link", "lo", "locked", "logged", "login",
    "logon", "long", "longer", "look", "loro", "lost", "lui", "lunga", "là", "lì", "ma", "made", "mai", "mail",
    "make", "male", "manca", "mancano", "mancante", "mandatory", "many", "masked", "match", "matches", "may",
    "maybe", "me", "mean", "means", "medesima", "meglio", "meno", "mentioned", "mentre", "messages", "messaggio",
    "mi", "mia", "mie", "miei", "might", "mine", "minima", "mio", "mismatch", "missing", "modifica", "modificare",
    "modificata", "modificato", "molta", "molte", "molto", "momento", "more", "most", "mostra", "much", "must",
    "my", "mysql", "n/a", "na", "name", "nascosta", "nascosto", "ne", "necessaria", "need", "needed", "needs",
    "negli", "nei", "neither", "nel", "nella", "nelle", "nello", "nemmeno", "neppure", "nessun", "nessuna",
    "nessuno", "never", "new", "next", "niente", "no", "nobody", "noi", "non", "none", "nonostante", "nope", "nor",
    "normale", "nostra", "nostri", "nostro", "not", "note", "nothing", "notte", "now", "null", "nulla", "number",
    "nuova", "nuove", "nuovo", "né", "o", "obbligatoria", "obbligatorio", "od", "of", "off", "oggi", "ogni", "ok",
    "okay", "old", "omessa", "omitted", "on", "once", "one", "online", "only", "open", "opens", "oppure",
    "optional", "or", "ora", "ormai", "oscurata", "oscurato", "other", "others", "otp", "ottenere", "our", "ours",
    "out", "over", "ovviamente", "own", "page", "pagina", "panel", "pannello", "parola", "parte", "per", "perche",
    "perché", "perfect", "permanent", "pero", "persa", "perso", "personal", "personale", "però", "pin", "piu",
    "più", "please", "please.", "pls", "poca", "poche", "poco", "poi", "policy", "pop", "possiamo", "possibile",
    "possible", "posso", "posta", "potete", "potrebbe", "potrei", "potreste", "precedente", "predefinita", "prego",
    "presente", "prima", "privata", "private", "problem", "problema", "problemi", "problems", "prompt", "propria",
    "proprio", "prossima", "protected", "protetta", "provare", "provato", "provided", "provides", "provo",
    "pubblica", "public", "pulita", "puo", "puoi", "pure", "purtroppo", "può", "qua", "qual", "qualche", "qualcosa",
    "qualcuno", "quale", "quali", "qualsiasi", "quando", "quanto", "quasi", "quella", "quelle", "quelli", "quello",
    "quest'ultima", "questa", "queste", "questi", "question", "questo", "qui", "quindi", "rather", "reachable",
    "really", "received", "recover", "recovery", "recupera", "recuperare", "recupero", "redacted", "refused",
    "regards", "regenerated", "registrata", "reimpostare", "reimpostata", "reimpostazione", "rejected", "removed",
    "required", "requires", "reset", "resets", "resetta", "resettare", "resettata", "resettato", "resetting",
    "respinta", "restituisce", "ricevere", "ricevuta", "ricevuto", "richiede", "richiedere", "richiesta",
    "richiesto", "ricordo", "rifiutata", "right", "rimane", "rimossa", "rinnovata", "ripristinare", "ripristinata",
    "ripristino", "risolto", "risulta", "ritorna", "riutilizzata", "rubata", "s", "safe", "saluti", "salvata",
    "salvati", "salve", "same", "sara", "sarebbe", "sarà", "saved", "says", "sbagliata", "sbagliate", "sbagliati",
    "sbagliato", "scade", "scadenza", "scadono", "scaduta", "scadute", "scaduti", "scaduto", "scaricare", "scelta",
    "sconosciuta", "sconosciuti", "scritta", "scritto", "scrivere", "scusa", "scusate", "se", "seconda", "secure",
    "see", "seems", "segnala", "segue", "seguente", "seguenti", "seguire", "sei", "semplice", "sempre", "send",
    "sent", "senza", "serve", "server", "servono", "set", "several", "shall", "she", "short", "should", "show",
    "shown", "shows", "si", "sia", "siamo", "sicura", "sicure", "sicuro", "siete", "sign", "signed", "simile",
    "simple", "since", "sito", "smarrita", "sms", "smtp", "so", "soddisfa", "sola", "solita", "solito", "solo",
    "some", "something", "sono", "sopra", "soprattutto", "sorry", "sotto", "spero", "spesso", "sql", "ssh", "sta",
    "stamattina", "stanno", "stasera", "stata", "state", "stati", "stato", "stessa", "stesse", "stessi", "stesso",
    "still", "sto", "stolen", "stored", "strong", "stuck", "su", "sua", "subito", "success", "successfully",
    "successo", "such", "sue", "sui", "sul", "sulla", "sullo", "suo", "suoi", "supera", "support", "sure", "sì",
    "take", "tanto", "te", "tempo", "temporanea", "temporaneo", "temporary", "tengo", "thank", "thanks", "that",
    "that's", "the", "their", "them", "then", "there", "these", "they", "thing", "think", "this", "those",
    "through", "thus", "ti", "ticket", "till", "time", "times", "to", "today", "token", "tokens", "tomorrow", "too",
    "tra", "tried", "tries", "troppo", "trovare", "trovo", "true", "try", "trying", "tu", "tua", "tue", "tuo",
    "tutta", "tutte", "tutti", "tutto", "twice", "two", "type", "typed", "uguale", "uguali", "ultima", "un", "una",
    "unchanged", "undefined", "under", "unica", "unknown", "uno", "unset", "until", "up", "update", "updated",
    "upon", "urgente", "us", "usa", "usage", "usare", "usata", "usate", "usato", "use", "used", "user", "username",
    "users", "uses", "using", "uso", "usual", "utente", "utilizzare", "utilizzata", "utilizzo", "va", "vale",
    "valid", "valida", "valide", "validi", "valido", "value", "vanno", "vecchia", "vecchie", "vecchio", "vede",
    "vedere", "vedi", "vengono", "veniva", "vera", "verifica", "verificare", "verify", "vero", "verrà", "very",
    "vi", "via", "viene", "visibile", "vista", "voi", "volta", "volte", "vorrei", "vostra", "vostre", "vostri",
    "vostro", "vuoi", "vuole", "vuota", "vuoto", "wait", "want", "wants", "was", "way", "we", "weak", "well",
    "went", "were", "what", "whatsapp", "when", "where", "which", "while", "who", "whole", "whom", "whose", "why",
    "will", "with", "within", "without", "won't", "work", "working", "works", "would", "write", "writes", "written",
    "wrong", "wrote", "yes", "yesterday", "yet", "you", "your", "yours", "è", "é",
});
// clang-format on
static_assert(std::ranges::is_sorted(everyday_words));

} // namespace

bool is_everyday_word(std::string_view word) {
    return std::ranges::binary_search(everyday_words, word);
}

} // namespace usher::text
