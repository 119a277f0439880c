#include "card/notice_phrases.hpp"

#include <algorithm>
#include <array>

namespace usher::card {

namespace {

constexpr auto item = Phrase::Shape::item;
constexpr auto paragraph = Phrase::Shape::paragraph;

Phrase threads_phrase(const NoticeFacts& facts) {
    if (!facts.slash_command) {
        return facts.knows_mention
                   ? Phrase{paragraph,
                            "Instead of the command you can mention me, `{mention} 516757`, or write me a direct "
                            "message.",
                            "Al posto del comando puoi menzionarmi, `{mention} 516757`, o scrivermi un messaggio "
                            "diretto."}
                   : Phrase{paragraph, "Instead of the command you can mention me or write me a direct message.",
                            "Al posto del comando puoi menzionarmi o scrivermi un messaggio diretto."};
    }
    return facts.knows_mention
               ? Phrase{paragraph,
                        "Slash commands do not work in threads: mention me there, `{mention} 516757`. A direct message "
                        "works too.",
                        "I comandi slash non funzionano nei thread: lì menzionami, `{mention} 516757`. Va bene anche "
                        "un messaggio "
                        "diretto."}
               : Phrase{
                     paragraph, "Slash commands do not work in threads: mention me there. A direct message works too.",
                     "I comandi slash non funzionano nei thread: lì menzionami. Va bene anche un messaggio diretto."};
}

std::vector<Phrase> help(const NoticeFacts& facts) {
    return {
        {paragraph, "I show support tickets. Ask me with a ticket number:",
         "Mostro i ticket di assistenza. Chiedimeli con il numero del ticket:"},
        {item, "`{command} 516757` shows the ticket with its latest replies",
         "`{command} 516757` mostra il ticket con le ultime risposte"},
        {item, "`{command} 516757 full` shows all replies", "`{command} 516757 full` mostra tutte le risposte"},
        {item, "`{command} 516757 last` shows the last reply, whole",
         "`{command} 516757 last` mostra l'ultima risposta, intera"},
        {item, "`{command} why <text>` explains which ticket numbers I find in a text",
         "`{command} why <testo>` spiega quali numeri di ticket trovo in un testo"},
        {item, "`{command} channel` tells how much is shown here, and why",
         "`{command} channel` dice quanto si mostra qui, e perché"},
        {paragraph,
         "Instead of the number you can give `#516757`, a link to the ticket, or the desk's internal id as `id:1`.",
         "Al posto del numero puoi dare `#516757`, un link al ticket, oppure l'id interno come `id:1`."},
        threads_phrase(facts),
    };
}

std::vector<Phrase> not_found(const NoticeFacts& facts) {
    if (facts.by_id) {
        return {
            {paragraph,
             "I cannot find {ticket}. Please check the id, or ask with the ticket number, as in `{command} 516757`.",
             "Non trovo {ticket}. Controlla l'id, oppure chiedi con il numero del ticket, come in `{command} "
             "516757`."}};
    }
    std::vector<Phrase> phrases{
        {paragraph, "I cannot find {ticket}. Please check the number.", "Non trovo {ticket}. Controlla il numero."}};
    if (facts.could_be_id) {
        phrases.push_back({paragraph, "If you meant the desk's internal id, ask with `{command} id:{reference}`.",
                           "Se intendevi l'id interno, chiedi con `{command} id:{reference}`."});
    }
    return phrases;
}

std::vector<Phrase> still_trying(const NoticeFacts& facts) {
    if (!facts.knows_until) {
        return {{paragraph,
                 "The ticket system is not answering right now. I keep trying to get {ticket}; no need to ask again.",
                 "Il sistema dei ticket al momento non risponde. Continuo a provare con {ticket}; non serve chiedere "
                 "di nuovo."}};
    }
    return {{paragraph,
             "The ticket system is not answering right now. I keep trying to get {ticket} until {until}; no need to "
             "ask again.",
             "Il sistema dei ticket al momento non risponde. Continuo a provare con {ticket} fino alle {until}; non "
             "serve chiedere "
             "di nuovo."}};
}

std::vector<Phrase> gave_up(const NoticeFacts& facts) {
    if (!facts.knows_reference) {
        return {{paragraph, "Sorry, the ticket system did not answer in time. Please ask again later.",
                 "Mi dispiace, il sistema dei ticket non ha risposto in tempo. Riprova più tardi."}};
    }
    return {
        {paragraph,
         "Sorry, the ticket system did not answer in time, so I could not get {ticket}. Please ask again later with "
         "`{command} {reference}`.",
         "Mi dispiace, il sistema dei ticket non ha risposto in tempo e non ho potuto leggere {ticket}. Riprova più "
         "tardi con "
         "`{command} {reference}`."}};
}

std::vector<Phrase> rate_limited(const NoticeFacts& facts) {
    if (!facts.knows_until) {
        return {{paragraph, "That was a lot of questions in a short time. Please ask again in a minute.",
                 "Sono arrivate molte domande in poco tempo. Riprova tra un minuto."}};
    }
    return {{paragraph, "That was a lot of questions in a short time. Please ask again from {until} on.",
             "Sono arrivate molte domande in poco tempo. Riprova a partire dalle {until}."}};
}

std::vector<Phrase> not_stored(const NoticeFacts& facts) {
    if (!facts.knows_reference) {
        return {{paragraph,
                 "I could not write your question down, so it will not be answered. Please ask again in a minute.",
                 "Non ho potuto annotare la tua domanda, quindi non avrà risposta. Riprova tra un minuto."}};
    }
    return {{paragraph,
             "I could not write your question down, so it will not be answered. Please ask again in a minute with "
             "`{command} {reference}`.",
             "Non ho potuto annotare la tua domanda, quindi non avrà risposta. Riprova tra un minuto con `{command} "
             "{reference}`."}};
}

std::vector<Phrase> how_to_change() {
    return {{item, "`{command} channel level minimal` (or `none`, `internal`, `full`; the same for `unfurl_level`)",
             "`{command} channel level minimal` (oppure `none`, `internal`, `full`; lo stesso per `unfurl_level`)"},
            {item, "`{command} channel unfurl off` (or `on`)", "`{command} channel unfurl off` (oppure `on`)"},
            {item, "`{command} channel answers private` (or `conversation`)",
             "`{command} channel answers private` (oppure `conversation`)"},
            {item, "`{command} channel replies 3` (0 to 10)", "`{command} channel replies 3` (da 0 a 10)"},
            {item, "`{command} channel language it` (or `en`)", "`{command} channel language it` (oppure `en`)"},
            {item,
             "`{command} channel level reset` goes back to the configuration, `{command} channel reset` does so "
             "in everything",
             "`{command} channel level reset` torna alla configurazione, `{command} channel reset` lo fa per tutto"}};
}

/// After the list of what holds.
std::vector<Phrase> settings_closing(const NoticeFacts& facts) {
    if (!facts.may_change) {
        return {{paragraph, "People whom whoever runs this bot has named can change this here.",
                 "Può cambiarlo qui chi è stato indicato da chi gestisce questo bot."}};
    }
    auto phrases = how_to_change();
    phrases.insert(phrases.begin(), {paragraph, "You can change it:", "Puoi cambiarlo:"});
    return phrases;
}

struct WhyWords {
    std::string_view code;
    std::string_view english;
    std::string_view italian;
};

constexpr std::array why_table{
    WhyWords{"R1", "a hash stands before the number", "davanti al numero c'è un cancelletto"},
    WhyWords{"R2", "a word such as \"ticket\" announces the number", "una parola come \"ticket\" annuncia il numero"},
    WhyWords{"R3", "the subject of a ticket mail names the number",
             "l'oggetto di un'e-mail del ticket indica il numero"},
    WhyWords{"R4", "it is a link to our ticket system", "è un link al nostro sistema dei ticket"},
    WhyWords{"R5", "the number belongs to a list of tickets", "il numero fa parte di un elenco di ticket"},
    WhyWords{"bare", "a number that nothing announces", "un numero che nulla annuncia"},
    WhyWords{"digits", "it does not have the form of our ticket numbers",
             "non ha la forma dei nostri numeri di ticket"},
    WhyWords{"edge", "it is part of something longer", "fa parte di qualcosa di più lungo"},
    WhyWords{"foreign-kind", "it is announced as something else, such as an order or an invoice",
             "è annunciato come altro, per esempio un ordine o una fattura"},
    WhyWords{"code", "it stands in code", "si trova in un blocco di codice"},
    WhyWords{"quote", "it stands in a quotation", "si trova in una citazione"},
    WhyWords{"spoiler", "it is hidden as a spoiler", "è nascosto come spoiler"},
    WhyWords{"foreign-link", "it is part of a link to somewhere else", "fa parte di un link verso un altro sito"},
};

} // namespace

std::vector<Phrase> phrases_for(NoticeKind kind, const NoticeFacts& facts) {
    switch (kind) {
    case NoticeKind::help:
        return help(facts);
    case NoticeKind::not_understood:
        return {{paragraph,
                 "I did not understand that. Ask me with a ticket number, as in `{command} 516757`; `{command} help` "
                 "shows more.",
                 "Non ho capito. Chiedi con il numero del ticket, come in `{command} 516757`; `{command} help` "
                 "spiega di più."}};
    case NoticeKind::foreign_link:
        return {
            {paragraph,
             "That link leads to another ticket system, so I did not look it up. Ask me with a ticket number, as in "
             "`{command} 516757`.",
             "Quel link porta a un altro sistema di ticket, quindi non l'ho cercato. Chiedi con il numero del "
             "ticket, come in "
             "`{command} 516757`."}};
    case NoticeKind::looking_up:
        return {{paragraph, "Looking up {ticket}\u2026", "Cerco {ticket}\u2026"}};
    case NoticeKind::still_trying:
        return still_trying(facts);
    case NoticeKind::gave_up:
        return gave_up(facts);
    case NoticeKind::not_found:
        return not_found(facts);
    case NoticeKind::refused_by_desk:
        return {{paragraph,
                 "I may not show {ticket} here: its department or its owner is not allowed. If you need it here, ask "
                 "whoever runs "
                 "this bot.",
                 "Non posso mostrare {ticket} qui: il reparto o il proprietario non è ammesso. Se ti serve, chiedi a "
                 "chi gestisce "
                 "questo bot."}};
    case NoticeKind::too_large:
        return {{paragraph,
                 "I found {ticket}, but it is too large to be shown here. Please open it in the ticket system.",
                 "Ho trovato {ticket}, ma è troppo grande per essere mostrato qui. Aprilo nel sistema dei ticket."}};
    case NoticeKind::broken_text:
        return {{paragraph,
                 "The ticket system cannot send {ticket}, because its text has damaged characters. Please open it in "
                 "the ticket "
                 "system; asking again does not help.",
                 "Il sistema dei ticket non riesce a inviare {ticket}, perché il testo contiene caratteri danneggiati. "
                 "Aprilo nel "
                 "sistema dei ticket; chiedere di nuovo non aiuta."}};
    case NoticeKind::desk_misconfigured:
        return {{paragraph,
                 "The ticket system does not let me in. It is nothing you did: please tell whoever runs this bot that "
                 "`usher check` "
                 "shows what to mend.",
                 "Il sistema dei ticket non mi fa entrare. Non dipende da te: avvisa chi gestisce questo bot che "
                 "`usher check` mostra "
                 "cosa sistemare."}};
    case NoticeKind::user_not_listed:
        return {{paragraph,
                 "You are not on the list of people who may ask me for tickets. Whoever runs this bot can add you.",
                 "Non sei nell'elenco delle persone che possono chiedermi i ticket. Chi gestisce questo bot può "
                 "aggiungerti."}};
    case NoticeKind::outsiders_present:
        return {{paragraph,
                 "People from outside the organisation can read this conversation, so I show no tickets here. Please "
                 "ask me in an "
                 "internal conversation.",
                 "Questa conversazione può essere letta da persone esterne all'organizzazione, quindi qui non mostro "
                 "ticket. "
                 "Chiedimelo in una conversazione interna."}};
    case NoticeKind::level_none:
        return {{paragraph,
                 "Tickets are not shown in this conversation. Please ask me in another one; whoever runs this bot can "
                 "change that.",
                 "In questa conversazione i ticket non vengono mostrati. Chiedimelo in un'altra; chi gestisce questo "
                 "bot può "
                 "cambiarlo."}};
    case NoticeKind::encrypted_room:
        return {{paragraph,
                 "This room is encrypted, and I cannot read encrypted messages yet, so I will not answer here. Please "
                 "ask me in a room without encryption. This notice itself is not encrypted.",
                 "Questa stanza è cifrata, e non so ancora leggere i messaggi cifrati, quindi qui non rispondo. "
                 "Chiedimelo in una stanza senza cifratura. Questo avviso non è cifrato."}};
    case NoticeKind::only_in_private:
        return {{paragraph,
                 "Here I may answer you in private only, and a room has no private messages. Please ask me in a direct "
                 "chat.",
                 "Qui posso risponderti solo in privato, e una stanza non ha messaggi privati. Chiedimelo in una chat "
                 "diretta."}};
    case NoticeKind::rate_limited:
        return rate_limited(facts);
    case NoticeKind::not_stored:
        return not_stored(facts);
    case NoticeKind::ticket_list:
        if (facts.too_many) {
            return {{paragraph,
                     "This message names {mentioned} tickets, too many to show. `{command} NUMBER` shows one.",
                     "Questo messaggio nomina {mentioned} ticket, troppi da mostrare. `{command} NUMERO` ne mostra "
                     "uno."}};
        }
        return facts.some_missing
                   ? std::vector<
                         Phrase>{{paragraph, "This message names {mentioned} tickets; these can be shown here:",
                                  "Questo messaggio nomina {mentioned} ticket; questi si possono mostrare qui:"}}
                   : std::vector<Phrase>{{paragraph, "This message names {mentioned} tickets:",
                                          "Questo messaggio nomina {mentioned} ticket:"}};
    case NoticeKind::link_preview:
        return {{paragraph, "Once the message is sent, {ticket} appears here, where it may be shown.",
                 "Quando il messaggio sarà inviato, qui apparirà {ticket}, dove può essere mostrato."}};
    case NoticeKind::may_not_share:
        return {
            {paragraph,
             "I may not show {ticket} to everybody here. Whoever runs this bot can change that; `{command} channel` "
             "tells what holds.",
             "Non posso mostrare {ticket} a tutti qui. Chi gestisce questo bot può cambiarlo; `{command} channel` "
             "dice che cosa vale."}};
    case NoticeKind::gone:
        return {{paragraph,
                 "I no longer know what that was about. Please ask again with a ticket number, as in `{command} "
                 "516757`.",
                 "Non so più di che cosa si trattava. Chiedi di nuovo con il numero del ticket, come in `{command} "
                 "516757`."}};
    case NoticeKind::settings:
        return settings_closing(facts);
    case NoticeKind::setting_changed:
        return facts.all_changed
                   ? std::vector<Phrase>{{paragraph,
                                          "What was set here in chat is undone; the configuration holds again.",
                                          "Quanto era stato impostato qui in chat è annullato; vale di nuovo la "
                                          "configurazione."}}
                   : std::vector<Phrase>{{paragraph, "Done. From now on holds here:", "Fatto. Da ora qui vale:"}};
    case NoticeKind::settings_unclear: {
        auto phrases = how_to_change();
        phrases.insert(phrases.begin(), {paragraph,
                                         "That is no setting. `{command} channel` shows what holds here; it is changed "
                                         "with:",
                                         "Questa non è un'impostazione. `{command} channel` mostra che cosa vale qui; "
                                         "si cambia con:"});
        return phrases;
    }
    case NoticeKind::not_admin:
        return {{paragraph,
                 "Only people whom whoever runs this bot has named may change what holds here. Please ask one of them; "
                 "`{command} channel` shows what holds.",
                 "Solo chi è stato indicato da chi gestisce questo bot può cambiare che cosa vale qui. Chiedi a una di "
                 "queste persone; `{command} channel` mostra che cosa vale."}};
    case NoticeKind::why:
        return {};
    }
    return {};
}

Phrase access_key_warning() {
    return {paragraph,
            "Careful: the link you pasted contains the ticket's access key (`c=`), and anybody who has it can open the "
            "ticket. Better "
            "delete that message; the number alone is enough for me.",
            "Attenzione: il link che hai incollato contiene la chiave di accesso del ticket (`c=`), e chiunque la "
            "abbia può aprire il "
            "ticket. Meglio eliminare quel messaggio; a me basta il numero."};
}

std::string_view why_words(std::string_view code, Language language) {
    const auto found = std::ranges::find(why_table, code, &WhyWords::code);
    if (found == why_table.end()) {
        return {};
    }
    return language == Language::it ? found->italian : found->english;
}

} // namespace usher::card
