#include "usher/card/words.hpp"

namespace usher::card {

namespace {

struct Entry {
    std::string_view english;
    std::string_view italian;
};

Entry entry(Word word) {
    switch (word) {
    case Word::status:
        return {"Status", "Stato"};
    case Word::priority:
        return {"Priority", "Priorità"};
    case Word::department:
        return {"Department", "Reparto"};
    case Word::opened:
        return {"Opened", "Aperto"};
    case Word::last_reply:
        return {"Last reply", "Ultima risposta"};
    case Word::replies:
        return {"Replies", "Risposte"};
    case Word::service:
        return {"Service", "Servizio"};
    case Word::domain:
        return {"Domain", "Dominio"};
    case Word::client:
        return {"Client", "Cliente"};
    case Word::email:
        return {"E-mail", "E-mail"};
    case Word::cc:
        return {"Cc", "Cc"};
    case Word::waiting_on_us:
        return {"Waiting on us", "In attesa di noi"};
    case Word::waiting_on_client:
        return {"Waiting on the client", "In attesa del cliente"};
    case Word::waiting_on_nobody:
        return {"Nobody has to answer", "Nessuno deve rispondere"};
    case Word::staff:
        return {"Staff", "Staff"};
    case Word::client_role:
        return {"Client", "Cliente"};
    case Word::internal_note:
        return {"Internal note", "Nota interna"};
    case Word::opened_by_staff:
        return {"opened by staff", "aperto dallo staff"};
    case Word::opening_post:
        return {"Opening message", "Messaggio di apertura"};
    case Word::attachments:
        return {"Attachments", "Allegati"};
    case Word::attachments_removed:
        return {"files deleted", "file eliminati"};
    case Word::refresh:
        return {"Refresh", "Aggiorna"};
    case Word::all_replies:
        return {"All replies", "Tutte le risposte"};
    case Word::open:
        return {"Open", "Apri"};
    case Word::share:
        return {"Share here", "Condividi qui"};
    case Word::hide:
        return {"Hide", "Nascondi"};
    case Word::show_list:
        return {"Show the list", "Mostra l'elenco"};
    case Word::as_of:
        return {"as of", "aggiornato:"};
    case Word::no_subject:
        return {"(no subject)", "(senza oggetto)"};
    case Word::removed_secret:
        return {"[removed]", "[rimosso]"};
    case Word::ticket:
        return {"Ticket", "Ticket"};
    case Word::last_reply_by:
        return {"Last reply by", "Ultima risposta di"};
    }
    return {};
}

} // namespace

std::string_view word(Word word, Language language) {
    const auto [english, italian] = entry(word);
    return language == Language::it ? italian : english;
}

std::string_view role_word(const CardReply& reply, Language language) {
    if (reply.note) {
        return word(Word::internal_note, language);
    }
    return word(reply.role == ticket::Role::staff ? Word::staff : Word::client_role, language);
}

} // namespace usher::card
