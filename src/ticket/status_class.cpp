#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "usher/ticket/ticket.hpp"

namespace usher::ticket {

namespace {

using Meaning = std::pair<std::string_view, StatusClass>;

// Only words that leave no doubt: a status read as closed stops everybody from answering. Six of them are the desk's
// own, with names from https://developers.whmcs.com/api-reference/getsupportstatuses/; the rest is how Italian desks
// rename them.
constexpr std::array known_words{
    Meaning{"open", StatusClass::open},
    Meaning{"aperto", StatusClass::open},
    Meaning{"aperta", StatusClass::open},
    Meaning{"aperti", StatusClass::open},
    Meaning{"answered", StatusClass::answered},
    Meaning{"risposto", StatusClass::answered},
    Meaning{"customerreply", StatusClass::customer_reply},
    Meaning{"clientreply", StatusClass::customer_reply},
    Meaning{"rispostacliente", StatusClass::customer_reply},
    Meaning{"rispostadelcliente", StatusClass::customer_reply},
    Meaning{"onhold", StatusClass::on_hold},
    Meaning{"inattesa", StatusClass::on_hold},
    Meaning{"insospeso", StatusClass::on_hold},
    Meaning{"sospeso", StatusClass::on_hold},
    Meaning{"inprogress", StatusClass::in_progress},
    Meaning{"inlavorazione", StatusClass::in_progress},
    Meaning{"incorso", StatusClass::in_progress},
    Meaning{"closed", StatusClass::closed},
    Meaning{"chiuso", StatusClass::closed},
    Meaning{"chiusa", StatusClass::closed},
    Meaning{"chiusi", StatusClass::closed},
};

constexpr std::size_t longest_known_word = 32;

// The desk compares status names by their letters and digits alone. Bytes of other scripts are letters, so that they
// keep a word apart.
std::string normalised(std::string_view status) {
    std::string key;
    for (const char c : status) {
        if (key.size() > longest_known_word) {
            break;
        }
        if (c >= 'A' && c <= 'Z') {
            key += static_cast<char>(c - 'A' + 'a');
        } else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (static_cast<unsigned char>(c) & 0x80U) != 0) {
            key += c;
        }
    }
    return key;
}

} // namespace

StatusClass status_class(std::string_view status) {
    const auto key = normalised(status);
    const auto known = std::ranges::find(known_words, key, &Meaning::first);
    return known == known_words.end() ? StatusClass::other : known->second;
}

} // namespace usher::ticket
