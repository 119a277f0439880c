#include "card/settings_phrases.hpp"

#include <chrono>

#include "usher/card/words.hpp"
#include "usher/text/utf8.hpp"

namespace usher::card {

namespace {

constexpr std::size_t longest_value = 200;
constexpr std::size_t longest_person = 80;

struct Words {
    std::string_view english;
    std::string_view italian;
    [[nodiscard]] std::string_view in(Language language) const { return language == Language::it ? italian : english; }
};

Words meaning(policy::Setting setting) {
    switch (setting) {
    case policy::Setting::level:
        return {"how much an answer shows", "quanto mostra una risposta"};
    case policy::Setting::answers:
        return {"who sees an answer", "chi vede una risposta"};
    case policy::Setting::replies:
        return {"latest replies on a card", "ultime risposte su una scheda"};
    case policy::Setting::unfurl:
        return {"cards for tickets that are only mentioned", "schede per i ticket solo menzionati"};
    case policy::Setting::unfurl_level:
        return {"how much those show", "quanto mostrano quelle"};
    case policy::Setting::language:
        return {"language of cards and answers", "lingua di schede e risposte"};
    case policy::Setting::departments:
        return {"departments whose tickets are shown", "reparti di cui si mostrano i ticket"};
    case policy::Setting::notes:
        return {"internal notes on cards", "note interne sulle schede"};
    }
    return {};
}

Words reason(const policy::Holding& holding, const Notice& notice) {
    switch (holding.origin) {
    case policy::Origin::chat:
        return {"set here by `{who}` on {when}", "impostato qui da `{who}` il {when}"};
    case policy::Origin::rule:
        return {"by the configuration for `{rule}`", "dalla configurazione per `{rule}`"};
    case policy::Origin::usual:
        return {"as usual", "come di consueto"};
    case policy::Origin::kind:
        return notice.facts.kind == identity::ConversationKind::public_channel
                   ? Words{"as usual where everybody may read", "come di consueto dove tutti possono leggere"}
                   : Words{"as usual where only members read", "come di consueto dove leggono solo i membri"};
    case policy::Origin::outsiders:
        return {"because people from outside can read along", "perché possono leggere anche persone esterne"};
    case policy::Origin::unsure:
        return {"because I cannot tell who reads along", "perché non so chi può leggere"};
    case policy::Origin::bound:
        return {"because `level` allows no more", "perché `level` non permette di più"};
    }
    return {};
}

Words kind_words(identity::ConversationKind kind) {
    switch (kind) {
    case identity::ConversationKind::direct:
        return {"a direct conversation", "una conversazione diretta"};
    case identity::ConversationKind::group_direct:
        return {"a group conversation", "una conversazione di gruppo"};
    case identity::ConversationKind::private_channel:
        return {"a private conversation", "una conversazione privata"};
    case identity::ConversationKind::public_channel:
        return {"a public conversation", "una conversazione pubblica"};
    case identity::ConversationKind::unknown:
        break;
    }
    return {"a conversation of a kind that I cannot tell", "una conversazione di un tipo che non riesco a stabilire"};
}

Words outsiders_words(identity::Outsiders outsiders) {
    switch (outsiders) {
    case identity::Outsiders::absent:
        return {"only people of the organisation can read it", "la leggono solo persone dell'organizzazione"};
    case identity::Outsiders::present:
        return {"people from outside can read it", "la possono leggere anche persone esterne"};
    case identity::Outsiders::unknown:
        break;
    }
    return {"I cannot tell whether people from outside can read it", "non so se la possono leggere persone esterne"};
}

std::string short_value(std::string_view value, std::size_t longest) {
    return text::ellipsize(text::clean(value), longest);
}

} // namespace

std::vector<text::Span> holding_spans(const policy::Holding& holding, const Notice& notice) {
    Values values{{"name", std::string(policy::name(holding.setting))},
                  {"value", short_value(holding.value, longest_value)},
                  {"meaning", std::string(meaning(holding.setting).in(notice.language))},
                  {"rule", short_value(holding.rule, longest_value)}};
    if (holding.chat) {
        values.emplace_back("who", short_value(holding.chat->by.native, longest_person));
        values.emplace_back("when", date_time(holding.chat->at, notice.time_zone, notice.language));
    }
    const auto pattern =
        "`{name}` = `{value}` ({meaning}): " + std::string(reason(holding, notice).in(notice.language));
    return phrase(pattern, values);
}

std::vector<text::Span> conversation_spans(const Notice& notice) {
    const Values values{{"kind", std::string(kind_words(notice.facts.kind).in(notice.language))},
                        {"readers", std::string(outsiders_words(notice.facts.outsiders).in(notice.language))}};
    return phrase(notice.language == Language::it ? "Questa è {kind}; {readers}. Qui vale:"
                                                  : "This is {kind}; {readers}. Here holds:",
                  values);
}

} // namespace usher::card
