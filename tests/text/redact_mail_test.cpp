#include <array>
#include <chrono>
#include <string>

#include "text/redacting.hpp"
#include "usher/text/desk_text.hpp"

using namespace usher::testing;
using usher::text::read_desk_line;
using usher::text::redact;

TEST_CASE("a word that answers \"password:\" all by itself is redacted") {
    constexpr auto cases = std::to_array<Case>({
        {"password: Ciao!", "password: [#]"},
        {"Password: Benvenuto.", "Password: [#]."},
        {"Password: Grazie", "Password: [#]"},
        {"Utente: mario\nPassword: Buongiorno\nPorta: 21", "Utente: mario\nPassword: [#]\nPorta: 21"},
        {"la password \xC3\xA8 sunny.day", "la password \xC3\xA8 [#]"},
        {"The new password is:\nZx81.spectrum", "The new password is:\n[#]"},
        {"la password \xC3\xA8 la seguente:\nTramonto88", "la password \xC3\xA8 la seguente:\n[#]"},
        {"LA PASSWORD \xC3\x88 TRAMONTO88", "LA PASSWORD \xC3\x88 [#]"},
        {"la password e Tramonto88", "la password e [#]"},
    });
    check_redacted(cases);
}

TEST_CASE("a password of several words is redacted whole") {
    constexpr auto cases = std::to_array<Case>({
        {"Password: sunny day tomorrow", "Password: [#]"},
        {"Password: gatto cane, utente mario", "Password: [#], utente mario"},
        {"SMTP_PASSWORD: abcd efgh ijkl mnop", "SMTP_PASSWORD: [#]"},
        {"Password per le app di posta: abcd efgh ijkl mnop", "Password per le app di posta: [#]"},
        {"Password WiFi: casa mia bella 22", "Password WiFi: [#]"},
        {"password: 'it's me'", "password: '[#]'"},
        {"password: \"lu\\\"na\"", "password: \"[#]\""},
    });
    check_redacted(cases);
}

TEST_CASE("a password is redacted however its word is misspelt, abbreviated or spread") {
    constexpr auto cases = std::to_array<Case>({
        {"passwrod: tramonto", "passwrod: [#]"},
        {"passsword: tramonto", "passsword: [#]"},
        {"la passord \xC3\xA8 luna22", "la passord \xC3\xA8 [#]"},
        {"psw.: tramonto", "psw.: [#]"},
        {"user. mario pass. Tramonto88", "user. mario pass. [#]"},
        {"Password ........ Tramonto88", "Password ........ [#]"},
        {"Password____: tramonto", "Password____: [#]"},
        {"p a s s w o r d: tigre99", "p a s s w o r d: [#]"},
        {"P.A.S.S.W.O.R.D: tigre99", "P.A.S.S.W.O.R.D: [#]"},
        {"p a s s w o r d: t i g r e 9 9", "p a s s w o r d: [#]"},
        {"~~pass~~word: tigre99", "~~pass~~word: [#]"},
        {"pass\xEF\xBF\xBDword: tigre99", "pass\xEF\xBF\xBDword: [#]"},
        {"password%3Dtramonto%26user", "password%3D[#]%26user"},
    });
    check_redacted(cases);
}

TEST_CASE("a second password and the codes of a list are redacted, too") {
    constexpr auto cases = std::to_array<Case>({
        {"le password: Tramonto88, Aurora99x", "le password: [#], [#]"},
        {"password: Tramonto88 oppure Aurora99x", "password: [#] oppure [#]"},
        {"Password vecchia: stella22, nuova: luna22!", "Password vecchia: [#], nuova: [#]"},
        {"Backup codes: 1234-5678 2345-6789", "Backup codes: [#] [#]"},
        {"password errata: ho messo Tramonto!88", "password errata: ho messo [#]"},
        {"con utente mario e password Luna", "con utente mario e password [#]"},
        {"login mario@example.it / Tramonto88", "login mario@example.it / [#]"},
    });
    check_redacted(cases);
}

TEST_CASE("short codes that move a domain or let somebody in once are redacted") {
    constexpr auto cases = std::to_array<Case>({
        {"auth_code: 4711", "auth_code: [#]"},
        {"auth code: A1b2C", "auth code: [#]"},
        {"Auth-Code Xk29-Pq81-Zz per il dominio", "Auth-Code [#] per il dominio"},
        {"Your one-time code is 482913", "Your one-time code is [#]"},
        {"carta 4111111111111111 12/27 123", "carta [#] 12/27 [#]"},
    });
    check_redacted(cases);
}

TEST_CASE("passwords in configuration and commands are redacted") {
    constexpr auto cases = std::to_array<Case>({
        {"- name: DB_PASSWORD\n  value: luna", "- name: DB_PASSWORD\n  value: [#]"},
        {"{\"key\":\"password\",\"value\":\"luna\"}", "{\"key\":\"password\",\"value\":\"[#]\"}"},
        {"<entry name=\"password\">luna22</entry>", "<entry name=\"password\">[#]</entry>"},
        {"<wp:password>luna</wp:password>", "<wp:password>[#]</wp:password>"},
        {"password: >-\n  luna22", "password: >-\n  [#]"},
        {"define('NONCE_SALT', 'aa2 kd]2 4Jd8sh3h')", "define('NONCE_SALT', '[#]')"},
        {"mysqli_connect(\"localhost\", \"user1\", \"luna\")", "mysqli_connect(\"localhost\", \"user1\", \"[#]\")"},
        {"echo \"root:luna\" | chpasswd", "echo \"root:[#]\" | chpasswd"},
        {"htpasswd -b .htpasswd mario luna", "htpasswd -b .htpasswd mario [#]"},
        {"docker login -u mario -p Luna22", "docker login -u mario -p [#]"},
        {"redis-cli -a Luna22 ping", "redis-cli -a [#] ping"},
        {"smbclient //srv/share -U mario%Luna22", "smbclient //srv/share -U mario%[#]"},
        {"auth plain AG1hcmlvAGx1bmEyMg==", "auth plain [#]"},
        {"viewticket.php?tid=516757&c[]=Ab3dEf9H", "viewticket.php?tid=516757&c[]=[#]"},
    });
    check_redacted(cases);
}

TEST_CASE("counts, names of secrets and plain talk stay") {
    constexpr auto texts = std::to_array<std::string_view>({
        "Secret: Santa",
        "The secret of success: patience",
        "tokens: 128000",
        "Tokens used: 128000",
        "{\"max_tokens\": 4096, \"total_tokens\": 128000}",
        "existingSecret: my-release-postgresql",
        "Secret \"db-credentials\" not found",
        "EPP: clientTransferProhibited",
        "auth code: 403",
        "La password della casella info@example.it \xC3\xA8 stata cambiata con successo.",
        "la password \xC3\xA8 stata cambiata ieri",
        "Ultima modifica password: 24/11/2025",
        "Quale password devo usare per office365?",
        "Problema password: Outlook 365",
        "Password: vuota",
        "Password: Errata",
        "Password: urgente",
        "Password type: text",
        "password: obbligatoria",
        "Password: vedi mail precedente",
        "con utente mario e password corretta",
        "\"nome\" \xC3\xA8 la password",
        "ordine 12/27 123",
        "p a u s a: 1234",
    });
    check_unchanged(texts);
}

TEST_CASE("placeholders, program code and commands without a password stay") {
    constexpr auto texts = std::to_array<std::string_view>({
        "password: <your password>",
        "Password: [la tua password]",
        "Password: (nascosta)",
        "Password: {{ db_password }}",
        "Password: %s",
        "api_key: YOUR_API_KEY",
        "'password' => 'required|min:8|confirmed',",
        "'password' => Hash::make($data['password']),",
        "password = input(\"Password: \")",
        "this.password = password;",
        "new PDO($dsn, $user, $pass)",
        "cat /etc/passwd | grep mario",
        "docker compose -p myproject up",
        "docker run -p 8080:80 nginx",
        "mkdir -p /var/www && mysql -u root",
        "<label for=\"password\">Nuova password</label>",
        "name: DB_HOST\nvalue: localhost",
        "250-AUTH PLAIN LOGIN CRAM-MD5",
        "Password ______ ",
        "Password -> Reset",
    });
    check_unchanged(texts);
}

TEST_CASE("tags in a line in which no markup is read hide no password") {
    constexpr auto cases = std::to_array<Case>({
        {"pass<b>word</b>: tigre99", "pass<b>word</b>: [#]"},
        {"<b>Password:</b> tigre99", "<b>Password:</b> [#]"},
        {"password:<br><br>tigre99", "password:<br><br>[#]"},
        {"<td>Password</td><td>tigre99</td>", "<td>Password</td><td>[#]</td>"},
        {"pass&ZeroWidthSpace;word: tigre99", "password: [#]"},
    });
    for (const Case& c : cases) {
        CAPTURE(c.text);
        CHECK(read_desk_line(c.text, 200, "[#]") == c.redacted);
    }
}

TEST_CASE("text made to slow the search down is searched in linear time") {
    constexpr auto pieces = std::to_array<std::string_view>(
        {"p a s s w o r d: ", "p.a.", "password....", "passphrase: a b ", " -pa mysql zip ", "mysqli_connect('a',",
         ":a | chpasswd", "1234-5678 ", "password: ho messo ", "password</b>"});
    const auto seconds = [](std::string_view piece, std::size_t size) {
        std::string text;
        while (text.size() < size) {
            text += piece;
        }
        const auto start = std::chrono::steady_clock::now();
        redact(text, "[#]");
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    for (const auto piece : pieces) {
        CAPTURE(piece);
        const auto part = seconds(piece, 8U << 10U);
        CHECK(seconds(piece, 64U << 10U) < 8 * 6 * part + 1.0); // Were it quadratic, 64 times.
    }
}
