#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "usher/ticket/ticket.hpp"

namespace {

using namespace usher::ticket;

TEST_CASE("the desk's own status words are known, however they are written") {
    const std::vector<std::pair<std::string, StatusClass>> table{
        {"Open", StatusClass::open},
        {"Answered", StatusClass::answered},
        {"Customer-Reply", StatusClass::customer_reply},
        {"customer reply", StatusClass::customer_reply},
        {"customerreply", StatusClass::customer_reply},
        {"On Hold", StatusClass::on_hold},
        {"onhold", StatusClass::on_hold},
        {"In Progress", StatusClass::in_progress},
        {"IN_PROGRESS", StatusClass::in_progress},
        {"Closed", StatusClass::closed},
        {" Closed. ", StatusClass::closed},
    };
    for (const auto& [word, meaning] : table) {
        CAPTURE(word);
        CHECK(status_class(word) == meaning);
    }
}

TEST_CASE("their Italian names mean the same") {
    const std::vector<std::pair<std::string, StatusClass>> table{
        {"Aperto", StatusClass::open},
        {"Risposto", StatusClass::answered},
        {"Risposta cliente", StatusClass::customer_reply},
        {"Risposta del cliente", StatusClass::customer_reply},
        {"In attesa", StatusClass::on_hold},
        {"In lavorazione", StatusClass::in_progress},
        {"Chiuso", StatusClass::closed},
        {"CHIUSA", StatusClass::closed},
        {"chiusi", StatusClass::closed},
    };
    for (const auto& [word, meaning] : table) {
        CAPTURE(word);
        CHECK(status_class(word) == meaning);
    }
}

TEST_CASE("a word that only resembles a known one is another status, above all next to closed") {
    for (const auto* word : {"", "-", "Resolved", "Risolto", "Not Closed", "Closed 2", "Closing", "Enclosed",
                             "Chiuso in attesa", "Reopened", "Escalated", "Öclosed", "\xFF\xFE", "закрыто"}) {
        CAPTURE(word);
        CHECK(status_class(word) == StatusClass::other);
    }
    CHECK(status_class(std::string(1'000'000, 'x')) == StatusClass::other);
}

} // namespace
