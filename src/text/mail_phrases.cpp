#include "text/mail_phrases.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "text/codepoints.hpp"

namespace usher::text {

namespace {

constexpr std::size_t longest_attribution = 300;
constexpr std::size_t longest_device_line = 90;

bool starts_with_any(std::string_view text, const auto& beginnings) {
    return std::ranges::any_of(beginnings, [text](std::string_view beginning) { return text.starts_with(beginning); });
}

bool ends_with_any(std::string_view text, const auto& endings) {
    return std::ranges::any_of(endings, [text](std::string_view ending) { return text.ends_with(ending); });
}

struct Ruled {
    std::string core;      ///< Lower case, without the ornament.
    std::size_t marks = 0; ///< Characters of ornament in front.
};

Ruled without_ornament(std::string_view line) {
    constexpr std::string_view ornament = "-_=*#>~ ";
    const auto begin = std::min(line.find_first_not_of(ornament), line.size());
    const auto end = line.find_last_not_of(ornament);
    const auto core = begin < line.size() ? line.substr(begin, end + 1 - begin) : std::string_view();
    const auto front = line.substr(0, begin);
    return {lowered(core), front.size() - static_cast<std::size_t>(std::ranges::count(front, ' '))};
}

bool has_time(std::string_view text) {
    for (std::size_t i = 1; i + 2 < text.size(); ++i) {
        if ((text[i] == ':' || text[i] == '.') && is_digit(text[i - 1]) && is_digit(text[i + 1]) &&
            is_digit(text[i + 2])) {
            return true;
        }
    }
    return false;
}

bool has_mailbox(std::string_view text) {
    const auto at = text.find('@');
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && is_alnum(text[at - 1]) &&
           is_alnum(text[at + 1]);
}

constexpr auto verbs = std::to_array<std::string_view>(
    {"wrote:", "wrote :", "ha scritto:", "ha scritto :", "writes:", "scrive:", "schrieb:",
     "a \xC3\xA9"
     "crit :",
     "a \xC3\xA9"
     "crit:",
     "escribi\xC3\xB3:"});

constexpr auto beginnings = std::to_array<std::string_view>(
    {"on ", "il ", "in data ", "alle ", "nel ", "lun", "mar", "mer", "gio", "ven", "sab", "dom", "am ", "le ", "el "});

/// Words before the verb, all with a capital: a name.
bool is_capitalised(std::string_view text, std::size_t most_words) {
    std::size_t words = 0;
    bool start = true;
    for (const char c : text) {
        if (is_space(c)) {
            start = true;
        } else if (start) {
            ++words;
            if (!is_upper(c) && !is_not_ascii(c) && c != '"' && c != '<') {
                return false;
            }
            start = false;
        }
    }
    return words > 0 && words <= most_words;
}

} // namespace

bool is_mail_separator(std::string_view line) {
    constexpr auto ruled = std::to_array<std::string_view>(
        {"original message", "messaggio originale", "original e-mail", "original email", "original appointment",
         "reply message", "messaggio di risposta", "ursprungliche nachricht", "urspr\xC3\xBCngliche nachricht",
         "message d'origine", "mensaje original"});
    constexpr auto anywhere = std::to_array<std::string_view>(
        {"reply above this line", "reply above the line", "type your reply above", "rispondi sopra questa riga",
         "rispondere sopra questa riga", "scrivi la tua risposta sopra", "rispondi sopra questa linea"});
    if (line.size() > longest_attribution) {
        return false;
    }
    const auto ruled_line = without_ornament(line);
    const std::string_view core = ruled_line.core;
    if (ruled_line.marks >= 2 && starts_with_any(core, ruled) && core.size() < 80) {
        return true;
    }
    return core.size() < 90 &&
           std::ranges::any_of(
               anywhere, [core](std::string_view phrase) { return core.find(phrase) != std::string_view::npos; });
}

bool is_forward_separator(std::string_view line) {
    constexpr auto phrases = std::to_array<std::string_view>(
        {"forwarded message", "messaggio inoltrato", "begin forwarded message", "inizio messaggio inoltrato"});
    return line.size() < 120 && starts_with_any(without_ornament(line).core, phrases);
}

bool is_rule_line(std::string_view line) {
    return line.size() >= 3 && line.find_first_not_of("-_=* ") == std::string_view::npos;
}

Attribution attribution_in(std::string_view text) {
    if (text.size() > longest_attribution) {
        return Attribution::none;
    }
    const auto full = lowered(text);
    const auto core = std::string_view(full).substr(0, full.find_last_not_of("* _") + 1);
    if (!ends_with_any(core, verbs)) {
        return Attribution::none;
    }
    const bool digits = std::ranges::count_if(core, is_digit) >= 2;
    const bool begins = starts_with_any(core, beginnings);
    if (has_mailbox(core) || (digits && has_time(core) && begins)) {
        return Attribution::strong;
    }
    const auto verb = std::ranges::find_if(verbs, [core](std::string_view ending) { return core.ends_with(ending); });
    const auto name = trimmed(text.substr(0, core.size() - verb->size()));
    return (digits && begins) || is_capitalised(name, 5) ? Attribution::weak : Attribution::none;
}

bool may_begin_attribution(std::string_view line) {
    const auto lower = lowered(line.substr(0, 16));
    return starts_with_any(lower, beginnings) && std::ranges::any_of(line.substr(0, 80), is_digit);
}

HeaderField header_field(std::string_view line) {
    struct Label {
        std::string_view word;
        HeaderField field;
    };
    constexpr auto labels = std::to_array<Label>({{"from", HeaderField::from},
                                                  {"da", HeaderField::from},
                                                  {"von", HeaderField::from},
                                                  {"de", HeaderField::from},
                                                  {"mittente", HeaderField::from},
                                                  {"sent", HeaderField::date},
                                                  {"date", HeaderField::date},
                                                  {"inviato", HeaderField::date},
                                                  {"inviata", HeaderField::date},
                                                  {"data", HeaderField::date},
                                                  {"gesendet", HeaderField::date},
                                                  {"envoy\xC3\xA9", HeaderField::date},
                                                  {"to", HeaderField::to},
                                                  {"a", HeaderField::to},
                                                  {"an", HeaderField::to},
                                                  {"\xC3\xA0", HeaderField::to},
                                                  {"destinatario", HeaderField::to},
                                                  {"subject", HeaderField::subject},
                                                  {"oggetto", HeaderField::subject},
                                                  {"betreff", HeaderField::subject},
                                                  {"objet", HeaderField::subject},
                                                  {"cc", HeaderField::other},
                                                  {"ccn", HeaderField::other},
                                                  {"bcc", HeaderField::other},
                                                  {"reply-to", HeaderField::other},
                                                  {"priority", HeaderField::other},
                                                  {"importance", HeaderField::other},
                                                  {"priorit\xC3\xA0", HeaderField::other},
                                                  {"attachments", HeaderField::other},
                                                  {"allegati", HeaderField::other}});
    const auto colon = line.substr(0, 24).find(':');
    if (colon == std::string_view::npos) {
        return HeaderField::none;
    }
    auto word = line.substr(0, colon);
    const auto begin = word.find_first_not_of("* >|_");
    const auto end = word.find_last_not_of("* _");
    if (begin == std::string_view::npos) {
        return HeaderField::none;
    }
    const auto name = lowered(word.substr(begin, end + 1 - begin));
    const auto* const found = std::ranges::find(labels, std::string_view(name), &Label::word);
    return found == labels.end() ? HeaderField::none : found->field;
}

bool is_device_line(std::string_view line) {
    constexpr auto phrases = std::to_array<std::string_view>({"sent from my ",       "sent from mail for",
                                                              "sent from outlook",   "sent from yahoo",
                                                              "sent from proton",    "sent from samsung",
                                                              "sent with ",          "sent via ",
                                                              "sent using ",         "get outlook for",
                                                              "inviato da iphone",   "inviato da ipad",
                                                              "inviato dal mio ",    "inviato dall'",
                                                              "inviato da outlook",  "inviato da posta",
                                                              "inviato da mail per", "inviato da yahoo",
                                                              "inviato da libero",   "inviato da android",
                                                              "inviato da samsung",  "inviato da huawei",
                                                              "inviato da xiaomi",   "inviato da smartphone",
                                                              "inviato da tablet",   "inviato da dispositivo",
                                                              "inviato con ",        "inviato tramite ",
                                                              "inviata dal mio ",    "inviata da ",
                                                              "scarica outlook per", "ottieni outlook per",
                                                              "inviato da proton",   "inviato da virgilio",
                                                              "inviato da tiscali",  "inviato da gmail",
                                                              "inviato da telefono", "inviato da cellulare",
                                                              "inviato da windows",  "inviato da un "});
    if (line.size() > longest_device_line) {
        return false;
    }
    auto lower = lowered(line);
    for (auto at = lower.find("\xE2\x80\x99"); at != std::string::npos; at = lower.find("\xE2\x80\x99")) {
        lower.replace(at, 3, "'");
    }
    return starts_with_any(without_ornament(lower).core, phrases);
}

bool is_disclaimer(std::string_view line) {
    constexpr auto openings = std::to_array<std::string_view>({"this e-mail",
                                                               "this email",
                                                               "this message",
                                                               "the information contained",
                                                               "the information in this",
                                                               "the contents of this",
                                                               "confidentiality",
                                                               "disclaimer",
                                                               "please consider the environment",
                                                               "questo messaggio",
                                                               "questa e-mail",
                                                               "questa email",
                                                               "questa mail",
                                                               "la presente e-mail",
                                                               "la presente email",
                                                               "la presente comunicazione",
                                                               "il presente messaggio",
                                                               "il contenuto di questa",
                                                               "il contenuto della presente",
                                                               "le informazioni contenute",
                                                               "le informazioni trasmesse",
                                                               "avviso di riservatezza",
                                                               "informativa privacy",
                                                               "nota di riservatezza",
                                                               "prima di stampare",
                                                               "rispetta l'ambiente",
                                                               "ai sensi del d.lgs",
                                                               "ai sensi del regolamento",
                                                               "ai sensi dell'art",
                                                               "ai sensi e per gli effetti",
                                                               "if you have received this",
                                                               "if you are not the intended",
                                                               "se avete ricevuto questo",
                                                               "se ha ricevuto questo",
                                                               "qualora il messaggio",
                                                               "qualora riceveste"});
    constexpr auto legal = std::to_array<std::string_view>(
        {"confidential", "privileged",    "intended recipient", "intended only", "intended solely",
         "riservat",     "confidenzial",  "destinatari",        "privacy",       "gdpr",
         "2016/679",     "196/2003",      "environment",        "ambiente",      "stampar",
         "printing",     "received this", "per errore",         "in error",      "disclaimer"});
    const auto lower = without_ornament(line).core;
    return starts_with_any(lower, openings) && std::ranges::any_of(legal, [&lower](std::string_view word) {
               return lower.find(word) != std::string::npos;
           });
}

bool is_question(std::string_view line) {
    return line.ends_with('?');
}

} // namespace usher::text
