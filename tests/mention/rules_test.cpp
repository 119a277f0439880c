#include "mention/finding.hpp"

using namespace usher::testing;

TEST_CASE("a hash and six digits are a reference (R1)") {
    check_found({
        {"who owns #516757?", "516757 R1"},
        {"(#516757)", "516757 R1"},
        {"dell'#516757", "516757 R1"},
        {"*#516757*", "516757 R1"},
        {"#004217", "004217 R1"},
        {"not #111222, but #333444", "111222 R1, 333444 R1"},
        {"\xF0\x9F\x91\x8D#516757\xF0\x9F\x91\x8D", "516757 R1"},
        {"#516757,#902347", "516757 R1, 902347 R1"},
    });
}

TEST_CASE("a keyword announces a number, with a label, a colon, a hash, blanks and marks in between (R2)") {
    for (const std::string label : {"", "ID ", "id", "number ", "numero ", "num. ", "num.", "no. ", "n. ", "n.",
                                    "n\xC2\xB0", "n\xC2\xBA ", "n.\xC2\xB0 ", "nr ", "nr. ", "N. "}) {
        for (const std::string rest : {"516757", ": 516757", "#516757", ": #516757", "*516757*",
                                       "\xC2\xA0"
                                       "516757"}) {
            for (const std::string keyword : {"ticket ", "Tickets\xE2\x80\xAF", "*TICKET* "}) {
                const auto text = "il " + keyword + label + rest;
                CAPTURE(text);
                CHECK(found(text) == "516757 R2");
            }
        }
    }
}

TEST_CASE("a keyword inside brackets is a mail subject (R3)") {
    check_found({
        {"Re: [Ticket ID: 482913] DNS", "482913 R3"},
        {"[Ticket #516757]", "516757 R3"},
        {"[Support: ticket 516757 - urgent]", "516757 R3"},
        {"[Tickets 516757, 902347]", "516757 R3, 902347 R5"},
        {"[WHM] ticket 516757 [x]", "516757 R2"},
        {"[ticket 516757", "516757 R2"},
        {"[\nticket 516757]", "516757 R2"},
    });
}

TEST_CASE("numbers joined to a keyword's number are references (R5)") {
    check_found({
        {"i ticket 615208, 902347 e 358126", "615208 R2, 902347 R5, 358126 R5"},
        {"tickets 516757/902347", "516757 R2, 902347 R5"},
        {"tickets 516757; 902347 & 358126 + 111222", "516757 R2, 902347 R5, 358126 R5, 111222 R5"},
        {"tickets 516757, 902347, and 358126", "516757 R2, 902347 R5, 358126 R5"},
        {"ticket 516757 OPPURE 902347", "516757 R2, 902347 R5"},
        {"tickets #516757, #902347, 358126", "516757 R2, 902347 R1, 358126 R5"},
        {"tickets #516757/#902347", "516757 R2, 902347 R5"},
        {"ticket 516757,902347", "516757 R2, 902347 R5"},
        {"ticket 516757 il 902347", "516757 R2"},
        {"ticket 516757 902347", "516757 R2"},
        {"ticket 516757 - 902347", "516757 R2"},
        {"ticket 516757, 12345, 902347", "516757 R2"},
        {"ticket 516757\n, 902347", "516757 R2"},
        {"#516757, 902347", "516757 R1"},
    });
}

TEST_CASE("an amount of money continues no list") {
    check_found({
        {"ticket 516757 e 150000 euro di danni", "516757 R2"},
        {"ticket 516757, 150000 \xE2\x82\xAC", "516757 R2"},
        {"tickets 516757, 902347 and 358126 EUR", "516757 R2, 902347 R5"},
    });
}

TEST_CASE("a number is told once, by the rule of its first mention") {
    CHECK(found("#516757, ticket 902347, ticket 516757, 902347") == "516757 R1, 902347 R2");
}

TEST_CASE("other words between keyword and number announce nothing") {
    check_rejected({
        {"ticket, 516757", "516757 bare"},
        {"ticket from yesterday 516757", "516757 bare"},
        {"ticket ID n. 516757", "516757 bare"},
        {"ticket (516757)", "516757 bare"},
        {"ticket\n516757", "516757 bare"},
        {"https://example.org/?q=ticket 516757", "516757 bare"},
    });
}

TEST_CASE("a keyword is a word of its own") {
    check_rejected({
        {"e-ticket 516757", "516757 bare"},
        {"/ticket 516757", "516757 bare"},
        {"#ticket 516757", "516757 bare"},
        {"@ticket 516757", "516757 bare"},
        {"my.ticket 516757", "516757 bare"},
        {"C:\\ticket 516757", "516757 bare"},
        {"my_ticket 516757", "516757 bare"},
        {"ticketing 516757", "516757 bare"},
        {"\xC3\xA9ticket 516757", "516757 bare"},
        {"ticket516757", "516757 edge"},
        {"ticket_516757", "516757 edge"},
        {"ticket-516757", "516757 edge"},
    });
}

TEST_CASE("what is glued to the left of a hash makes it something else") {
    for (const std::string left : {"a", "7", "_", "/", "#", "&", ".", "-", "=", ":", "\xC3\xA9", "\xD0\x96", "\xFF"}) {
        CAPTURE(left);
        CHECK(found(left + "#516757").empty());
        CHECK(rejected(left + "#516757") == "#516757 edge");
    }
    for (const std::string left :
         {" ", "(", "'", "\"", "*", "~", ",", ";", "!", "\xC2\xAB", "\xE2\x80\x9C", "\xE2\x80\x94"}) {
        CAPTURE(left);
        CHECK(found(left + "#516757") == "516757 R1");
    }
}

TEST_CASE("what is glued to the right of a number makes it something else") {
    for (const std::string right :
         {"a", "_", "\xC3\xA0", ".zip", ".25", ",5", ":example.org", "-2", "-fix", "@example.org", "\xE2\x82\xAC"}) {
        CAPTURE(right);
        CHECK(rejected("#516757" + right) == "#516757 edge");
        CHECK(rejected("ticket 516757" + right) == "516757 edge");
    }
    for (const std::string right : {"", " ", ".", ",", ":", "-", "._", ". E", "...", "!", "?", ")", "'s", "\xC2\xBB",
                                    "\xE2\x80\xA6", "/", "\n"}) {
        CAPTURE(right);
        CHECK(found("#516757" + right) == "516757 R1");
        CHECK(found("ticket 516757" + right) == "516757 R2");
    }
}

TEST_CASE("a word for another kind of thing just before a hash makes it something else") {
    for (const auto& kind : usher::mention::default_foreign_kinds()) {
        for (const std::string between :
             {" ", ": ", " = ", " n. ", " n\xC2\xB0", " number: ", " ID ", "* ", " no. ", ":\n", "_ ", ":_ ", "_* "}) {
            for (const std::string before : {"(", "_"}) {
                const auto text = before + kind + between + "#516757";
                CAPTURE(text);
                CHECK(rejected(text) == "#516757 foreign-kind");
            }
        }
    }
    check_rejected({
        {"dell'ORDINE #516757", "#516757 foreign-kind"},
        {"pull-request #516757", "#516757 foreign-kind"},
        {"background-color: #516757", "#516757 foreign-kind"},
        {"Ordine:\n#516757", "#516757 foreign-kind"},
        {"orders #516757, #902347 and #358126", "#516757 foreign-kind, #902347 foreign-kind, #358126 foreign-kind"},
        {"colori: #516757 *#902347*", "#516757 foreign-kind, #902347 foreign-kind"},
    });
}

TEST_CASE("the last part of a name may be the foreign kind") {
    for (const std::string name : {"order_id", "invoice_no.", "order-number", "customer-id", "orderId", "invoiceNumber",
                                   "text_color", "backgroundColor", "pull_request"}) {
        CAPTURE(name);
        CHECK(rejected(name + ": #516757") == "#516757 foreign-kind");
    }
    check_found({{"subdomain #516757", "516757 R1"}, {"ticket_id: #516757", "516757 R1"}});
}

TEST_CASE("quotation marks around the number alone do not part it from its foreign kind") {
    check_rejected({
        {"color: \"#516757\"", "#516757 foreign-kind"},
        {"{\"background\": \"#516757\"}", "#516757 foreign-kind"},
        {"<font color='#516757'>", "#516757 foreign-kind"},
        {"sfondo \xC2\xAB#516757\xC2\xBB", "#516757 foreign-kind"},
    });
    check_found({{"the client: \"#516757 is still open\"", "516757 R1"}, {"\"#516757\"", "516757 R1"}});
}

TEST_CASE("a character without width parts nothing") {
    check_rejected({
        {"a\xE2\x80\x8B#516757", "#516757 edge"},
        {"#516757\xE2\x80\x8B"
         "a",
         "#516757 edge"},
        {"#516757.\xE2\x81\xA0zip", "#516757 edge"},
        {"order\xC2\xAD #516757", "#516757 foreign-kind"},
    });
    CHECK(found("\xE2\x80\x8B#516757\xE2\x80\x8B!") == "516757 R1");
}

TEST_CASE("a foreign kind binds only the number that it announces") {
    check_found({
        {"server (#516757)", "516757 R1"},
        {"riavviato il server\n#516757", "516757 R1"},
        {"the webserver #516757", "516757 R1"},
        {"order, #516757", "516757 R1"},
        {"this request #516757", "516757 R1"},
        {"see https://example.org/order #516757", "516757 R1"},
        {"order ticket 516757", "516757 R2"},
        {"bug #516757; #902347", "902347 R1"},
        {"bug #516757\n#902347", "902347 R1"},
        {"order #516757 and ticket #902347", "902347 R2"},
    });
}

TEST_CASE("a number of another length is no ticket number") {
    check_rejected({
        {"#4711", "#4711 digits"},
        {"#5167570", "#5167570 digits"},
        {"ticket 12345", "12345 digits"},
        {"51675 5167570", ""},
    });
}

TEST_CASE("a number that nothing announces is left alone") {
    check_rejected({
        {"fattura n. 516757", "516757 bare"},
        {"# 516757", "516757 bare"},
        {"v5.516757", "516757 edge"},
    });
}
