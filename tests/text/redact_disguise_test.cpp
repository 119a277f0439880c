#include <doctest/doctest.h>

#include <array>
#include <string_view>

#include "text/redacting.hpp"
#include "usher/text/desk_text.hpp"

using usher::testing::Case;
using usher::testing::check_redacted;
using usher::testing::check_unchanged;

TEST_CASE("a secret is found in whatever letters it is written") {
    constexpr auto cases = std::to_array<Case>({
        {"ｐａｓｓｗｏｒｄ： Fido!2024", "ｐａｓｓｗｏｒｄ： [#]"},
        {"ｐａｓｓｗｏｒｄ: Ｆｉｄｏ！２０２４", "ｐａｓｓｗｏｒｄ: [#]"},
        {"𝗽𝗮𝘀𝘀𝘄𝗼𝗿𝗱: Fido!2024", "𝗽𝗮𝘀𝘀𝘄𝗼𝗿𝗱: [#]"},
        {"ⓟⓐⓢⓢⓦⓞⓡⓓ: Fido!2024", "ⓟⓐⓢⓢⓦⓞⓡⓓ: [#]"},
        {"p\u0430\u0455\u0455word: Fido!2024", "p\u0430\u0455\u0455word: [#]"},
        {"passwo\u0301rd: Fido!2024", "passwo\u0301rd: [#]"},
        {"la password e\u0300 tramonto", "la password e\u0300 [#]"},
        {"４１１１ １１１１ １１１１ １１１１", "[#]"},
        {"ＩＴ６０Ｘ０５４２８１１１０１００００００１２３４５６", "[#]"},
        {"&#112;assword: Fido!2024", "&#112;assword: [#]"},
        {"AKIAIOSFOD<wbr>NN7EXAMPLE", "[#]"},
        {"123456789:<wbr>AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0", "[#]"},
        {"pass<!-- x -->word: Fido!2024", "pass<!-- x -->word: [#]"},
        {"**password**\\: Fido!2024", "**password**\\: [#]"},
    });
    check_redacted(cases);
    constexpr auto texts = std::to_array<std::string_view>({
        "Привет, мир",
        "пароль не подходит",
        "naïve café résumé",
        "½ ¾ ①②③",
        "ｆｕｌｌ ｗｉｄｔｈ １２３",
        "vector<b>x</b>",
        "if a<b then c>d",
        "&#8364; 100",
        "４１１１ １１１１ １１１１ １１１２",
    });
    check_unchanged(texts);
}

TEST_CASE("a secret is found behind references, tags and invisible characters") {
    const auto shown = [](std::string_view raw) {
        return plain(usher::text::read_desk_text(raw, {.redaction_mark = "[#]"}));
    };
    for (const std::string_view raw : {
             "pass<b>word</b>: Fido!2024",
             "password: Fi<b>do!2</b>024",
             "pass\u200Bword: Fi\u00ADdo!2024",
             "pass&shy;word&colon; Fido!2024",
             "&#x70;assword&nbsp;&equals;&nbsp;Fido!2024",
             "<table><tr><th>Utente</th><th>Password</th></tr><tr><td>mario</td><td>Fido!2024</td></tr></table>",
             "<table><tr><td>Password:</td><td>Fido!2024</td></tr></table>",
             "<p>password:</p><p>Fido!2024</p>",
             "password:\u202EFido!2024",
         }) {
        CAPTURE(raw);
        const auto text = shown(raw);
        CHECK(text.find("do!2") == std::string::npos);
        CHECK(text.find("[#]") != std::string::npos);
    }
}

TEST_CASE("several words behind a colon are one password if nothing else can be meant") {
    constexpr auto cases = std::to_array<Case>({
        {"password: correct horse battery staple", "password: [#]"},
        {"Password: mio cane fido 2024\nSaluti", "Password: [#]\nSaluti"},
        {"la password \xC3\xA8: fido cane", "la password \xC3\xA8: [#]"},
        {"password: \"il mio cane fido\"", "password: \"[#]\""},
        {"passphrase is fido cane gatto topo", "passphrase is [#]"},
        {"passphrase: open sesame", "passphrase: [#]"},
        {"The passphrase for the key is \"open sesame now\"", "The passphrase for the key is \"[#]\""},
        {"password: |\n  sunnyday", "password: |\n  [#]"},
        {"Password: | fidocane", "Password: | [#]"},
        {"<property name=\"password\" value=\"fidocane\"/>", "<property name=\"password\" value=\"[#]\"/>"},
        {"password per la casella info@example.it: fidocane", "password per la casella info@example.it: [#]"},
        {"password; Fido!2024", "password; [#]"},
    });
    check_redacted(cases);
    constexpr auto texts = std::to_array<std::string_view>({
        "Password: vedi allegato",
        "password: te la mando via SMS",
        "Password: come sopra",
        "password: la stessa di prima",
        "password: same as before",
        "password: sent by SMS",
        "password: not set yet",
        "Password: see attachment",
        "Password: minimo 8 caratteri, una maiuscola",
        "password: \"the field is required\"",
        "La password: scaduta ieri, va rinnovata",
        "Password | Host",
        "Utente: | Password: | Host:",
        "{\"type\":\"password\",\"label\":\"Password\"}",
        "\"password\": {\"type\": \"string\"}",
        "password; poi riavvio il server",
        "if ($password === $confirm) {",
        "passwd: password updated successfully",
        "Password last changed: 2025-11-24",
        "DKIM=pass; SPF=pass; DMARC=pass",
        "passphrase: not set",
    });
    check_unchanged(texts);
}

TEST_CASE("keys, credentials and codes behind their Italian and English words are redacted") {
    constexpr auto cases = std::to_array<Case>({
        {"chiave: Xk29dkLq0P", "chiave: [#]"},
        {"chiave wifi: Xk29dkLq0P", "chiave wifi: [#]"},
        {"la chiave \xC3\xA8 Xk29dkLq0P", "la chiave \xC3\xA8 [#]"},
        {"credenziali di accesso\nmario\nFido!2024", "credenziali di accesso\nmario\n[#]"},
        {"credenziali mario:Fido!2024", "credenziali mario:[#]"},
        {"login admin / Fido!2024", "login admin / [#]"},
        {"accesso: admin / Fido!2024", "accesso: admin / [#]"},
        {"wifi key: 12345abcde67890", "wifi key: [#]"},
        {"2FA code 482913", "2FA code [#]"},
        {"recovery code: 8f2k-19dk", "recovery code: [#]"},
        {"backup codes: 1234-5678", "backup codes: [#]"},
        {"SK0123456789abcdef0123456789abcdef", "[#]"},
        {"Set-Cookie: session=abc123def456ghi789jk; Path=/", "Set-Cookie: session=[#]; Path=/"},
        {"https://example.org/reset?code=abc123def456", "https://example.org/reset?code=[#]"},
        {"https://example.org/?x=1&key=abc123def456ghi", "https://example.org/?x=1&key=[#]"},
        {"https://example.org/?sig=aBc123%2Fxyz98", "https://example.org/?sig=[#]"},
        {"viewticket.php?tid=516757&%63=KPqH7yG3", "viewticket.php?tid=516757&%63=[#]"},
        {"viewticket.php?tid=516757& c=KPqH7yG3", "viewticket.php?tid=516757& c=[#]"},
        {"viewticket.php?tid=516757&c= KPqH7yG3", "viewticket.php?tid=516757&c= [#]"},
        {"carta 4111\u20131111\u20131111\u20131111", "carta [#]"},
        {"4111/1111/1111/1111", "[#]"},
        {"4111_1111_1111_1111", "[#]"},
        {"#4111111111111111", "#[#]"},
        {"visa4111111111111111", "visa[#]"},
        {"carta_4111111111111111.pdf", "carta_[#].pdf"},
        {"scan 4111 1111 1111 1111.pdf", "scan [#].pdf"},
        {"fronte_4111-1111-1111-1111_retro.jpg", "fronte_[#]_retro.jpg"},
    });
    check_redacted(cases);
}

TEST_CASE("what only resembles a key, a code or a number in such places survives") {
    constexpr auto texts = std::to_array<std::string_view>({
        "chiave: vedi allegato",
        "la chiave del problema \xC3\xA8 il DNS",
        "La chiave primaria \xC3\xA8 ticket_id",
        "chiave di registro HKLM\\Software\\Foo2",
        "chiave pubblica: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEx mario",
        "parole chiave: hosting, domini",
        "accesso: FTP / SSH",
        "accesso dal 24/11/2025 alle 10:30",
        "login fallito 10:30/2024",
        "utente mario / server2",
        "email: mario@example.org, tel 0984-123456",
        "credenziali\nnon le ho ricevute",
        "credenziali di accesso\nmario\nnon ricevute",
        "https://example.org/?code=PROMO2024",
        "https://example.org/?key=prodotto-12",
        "https://example.org/item?sid=12&page=3",
        "promo code=ABC123",
        "backup code non funziona",
        "verification code expired",
        "4111/1111/1111/1112",
        "#4111111111111112",
        "ORD_4111111111111111",
        "4111111111111111-3",
        "carta4111111111111112",
        "carta 4242-4242-4242-4241",
        "2024/11/24/4111",
        "SK0123456789",
        "SK-12345678",
        "md5 5d41402abc4b2a76b9719d911017c592",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
        "USt-IdNr. DE123456789",
        "P.IVA IT01234567890",
        "CF RSSMRA85T10A562S",
        "tracking RR123456789IT",
        "spedizione 3SKABA123456789",
        "foto_IMG_20251124_102030.jpg",
        "backup-20251124-102030.tar.gz",
        "ordine 123456789012",
        "volo FR1234",
        "BIC UNCRITMM",
        "codice SDI M5UXCR1",
        "PayPal 7XY12345AB678901C",
        "ICCID 8939010000000000001",
        "PHP Fatal error: Allowed memory size of 134217728 bytes exhausted",
        "v=spf1 include:_spf.example.org ~all",
        "DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=mail",
        "SELECT password FROM users",
        "/wp-login.php?action=lostpassword",
        "reset_password.php?step=2",
        "PIN a 4 cifre",
        "max_tokens=4096",
        "ssh key ed25519",
    });
    check_unchanged(texts);
}
