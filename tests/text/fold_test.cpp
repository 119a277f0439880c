#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

#include "text/shape.hpp"
#include "usher/text/utf8.hpp"

using namespace usher::text;
using namespace usher::text::testing;

namespace {

void check_folded(const auto& cases) {
    for (const ShapeCase& c : cases) {
        CAPTURE(c.raw);
        const auto text = read(c.raw);
        CHECK(shape(text) == c.shape);
        CHECK(text.folded_characters == length(read_unfolded(c.raw)) - length(text));
        CHECK(text.folded_characters > 0);
    }
}

void check_whole(const auto& texts) {
    for (const std::string_view raw : texts) {
        CAPTURE(raw);
        const auto text = read(raw);
        CHECK(text.blocks == read_unfolded(raw).blocks);
        CHECK(text.folded_characters == 0);
    }
}

} // namespace

TEST_CASE("quoted mail below an answer is folded") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"Ok.\n\n-----Original Message-----\nFrom: a\nbla", "Ok."},
        {"Ok.\n\n-----Messaggio originale-----\nDa: a\nbla", "Ok."},
        {"Ok.\n\n________________________________\nDa: a <a@example.org>\nInviato: lunedi 24 novembre 2025 14:32\nA: "
         "b\nOggetto: R: x\n\nbla",
         "Ok."},
        {"Ok.\n\nFrom: a\nSent: Monday\nTo: b\nSubject: RE: x\n\nbla\n\nbla", "Ok."},
        {"Ok.\n\n**Da:** a\n**Inviato:** oggi\n**A:** b\n**Oggetto:** x\n\nbla", "Ok."},
        {"<p>Ok.</p><hr><p><b>From:</b> a<br><b>Sent:</b> Monday<br><b>To:</b> b<br><b>Subject:</b> x</p><p>bla</p>",
         "Ok."},
        {"Ok.\n\nOn Mon, Nov 24, 2025 at 2:32 PM Support <s@example.org> wrote:\n> bla\n>\n> bla", "Ok."},
        {"Ok.\n\nOn Mon, Nov 24, 2025 at 2:32 PM Support\n<s@example.org> wrote:\n\n> bla", "Ok."},
        {"Ok.\n\nIl giorno lun 24 nov 2025 alle ore 14:32 Support <\ns@example.org> ha scritto:\n\n> bla", "Ok."},
        {"Ok.\n\nIl 24/11/2025 14:32, Support ha scritto:\n> bla", "Ok."},
        {"Ok.\n\nIn data 24 novembre 2025 14:32:10 Support ha scritto:\n\n> bla", "Ok."},
        {"Ok.\n\nOn 24/11/2025 14:32, Support <s@example.org> wrote:\n\nDear customer\nbla", "Ok."},
        {"Ok.\n\n> bla\n> bla\n> bla\n> bla", "Ok."},
        {"Ok.\n\nMario Rossi ha scritto:\n> bla", "Ok."},
        {"Ok.\n\n--- Rispondi sopra questa riga ---\nbla", "Ok."},
        {"<div>Ok.</div><div class=gmail_quote>Il giorno lun 24 nov 2025 alle ore 14:32 S &lt;s@example.org&gt; ha "
         "scritto:<blockquote>bla</blockquote></div>",
         "Ok."},
    });
    check_folded(cases);
}

TEST_CASE("an answer below or between quotes stays") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"On 24/11/2025 14:32, S <s@example.org> wrote:\n> bla\n> bla\n\nYes, it works.", "Yes, it works."},
        {"> a\n> b\n> c\n> d\n> e\nYes.", "Yes."},
        {"Ciao\n> domanda 1\nrisposta 1\n\n> domanda 2\nrisposta 2\n\nIl 24/11/2025 14:32, S ha scritto:\n> x",
         "Ciao / > domanda 1 / risposta 1 / > domanda 2 / risposta 2"},
    });
    check_folded(cases);
    constexpr auto texts = std::to_array<std::string_view>({
        "> domanda 1\nrisposta 1\n\n> domanda 2\nrisposta 2",
        "Ciao,\n\n> domanda\n\nrisposta",
        "> domanda\nrisposta",
        "Ciao,\n\n-----Original Message-----\n> bla\n> bla\n\nSi, funziona.",
        "Ciao,\n\nDa: a\nInviato: b\nOggetto: c\n\n> bla\n> bla\n\nSi, funziona.",
        "Ciao,\n\nOn 24/11/2025 14:32, S <s@example.org> wrote:\n> bla\n\nSi, funziona.",
    });
    check_whole(texts);
}

TEST_CASE("signatures, device lines and disclaimers at the very end are folded") {
    constexpr auto cases = std::to_array<ShapeCase>({
        {"Non va.\n-- \nMario Rossi\nCTO", "Non va."},
        {"Non va.\n\nInviato da iPhone", "Non va."},
        {"Non va.\n\nInviato dal mio Galaxy", "Non va."},
        {"Non va.\n\nSent from my iPhone", "Non va."},
        {"Non va.\n\nGet Outlook for iOS", "Non va."},
        {"Non va.\n\nCordiali saluti\nMario Rossi", "Non va."},
        {"Non va.\n\nCordiali saluti,\n\nMario Rossi\nResponsabile IT\nAcme S.r.l.\nTel. 0984 123456\nwww.example.org",
         "Non va."},
        {"Non va.\n\nDistinti saluti\nmario", "Non va."},
        {"Non va.\n\nBest regards,\nJane Doe", "Non va."},
        {"Non va.\n\nKind regards", "Non va."},
        {"Non va.\n\nGrazie e cordiali saluti, Mario Rossi", "Non va."},
        {"Non va.\n\nGrazie\nMario Rossi\nTel. +39 0984 123456", "Non va."},
        {"Non va.\n\nCordiali saluti\nMario\n\nQuesto messaggio e i suoi allegati sono riservati.\nSe ha ricevuto "
         "questo messaggio per errore lo cancelli.",
         "Non va."},
        {"Non va.\n\nThis e-mail is confidential and intended only for the addressee.", "Non va."},
        {"Non va.\n\nSaluti\nMario\n\nInviato da iPhone\n\nIl 24/11/2025 14:32, S ha scritto:\n> bla", "Non va."},
    });
    check_folded(cases);
}

TEST_CASE("what only resembles a signature stays") {
    constexpr auto texts = std::to_array<std::string_view>({
        "Hey, \r\n\r\nThis is the first ticket message!\r\n\r\nThanks\r\n\r\nCynthia",
        "Non va.\n\nGrazie\n\nurgente",
        "Non va.\n\nGrazie\n\nIl server e ancora giu",
        "Non va.\n\nSaluti\nMario\nPS: neanche la posta",
        "Non va.\n\nCordiali saluti\nMario\nIl server non risponde",
        "Non va.\n\nCordiali saluti\nMario\nAvete novita?",
        "Non va.\n\nCordiali saluti\nMario\npassword: tigre99",
        "Cordiali saluti a tutti, il sito non va",
        "Grazie mille, ora funziona!",
        "Prima parte\n--\nQuando risolvete?",
        "Il giorno 24/11 il tecnico ha scritto:\nla password e stata resettata\nma non va",
        "Ricevo questo errore:\n> Error 500",
        "Vi inoltro:\n\n---------- Forwarded message ---------\nFrom: a\nDate: b\nSubject: c\nTo: d\n\nil testo",
        "From: the beginning it never worked\nTo: be honest",
        "Inviato da tre giorni e nessuna risposta, potete controllare se il ticket e arrivato correttamente a voi?",
    });
    check_whole(texts);
}

TEST_CASE("a message is never folded to nothing") {
    constexpr auto texts = std::to_array<std::string_view>({
        "> solo\n> quote",
        "Il 24/11/2025 14:32, S ha scritto:\n> bla",
        "-----Original Message-----\nFrom: a\nbla",
        "From: a\nSent: b\nTo: c\nSubject: d\n\nbla",
        "Best regards\nMario",
        "Inviato da iPhone",
        "-- \nMario",
        "---\n> bla\n> bla\n> bla\n> bla",
    });
    check_whole(texts);
}

TEST_CASE("folding can be left out") {
    CHECK(shape(read_unfolded("Ok.\n\nInviato da iPhone")) == "Ok. / Inviato da iPhone");
}
