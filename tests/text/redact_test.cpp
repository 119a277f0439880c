#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

#include "usher/text/redact.hpp"

using usher::text::find_secrets;
using usher::text::redact;

namespace {

struct Case {
    std::string_view text;
    std::string_view redacted;
};

void check_redacted(const auto& cases) {
    for (const Case& c : cases) {
        CAPTURE(c.text);
        CHECK(redact(c.text, "[#]") == c.redacted);
    }
}

void check_unchanged(const auto& texts) {
    for (const std::string_view text : texts) {
        CAPTURE(text);
        CHECK(redact(text, "[#]") == text);
    }
}

} // namespace

TEST_CASE("a password behind its word is redacted, whatever the word and the sign") {
    constexpr auto cases = std::to_array<Case>({
        {"password: Segreta123", "password: [#]"},
        {"Password = hunter2", "Password = [#]"},
        {"PASSWORD:tigre", "PASSWORD:[#]"},
        {"passwd: x7k!pq", "passwd: [#]"},
        {"pwd nuova: Gatto99", "pwd nuova: [#]"},
        {"pw: abcd1234", "pw: [#]"},
        {"pass: ciao99", "pass: [#]"},
        {"Pass = Cane", "Pass = [#]"},
        {"psw: Pippo.2024", "psw: [#]"},
        {"passcode: 99887", "passcode: [#]"},
        {"password:\nS3greta", "password:\n[#]"},
        {"Password:\n\ntigre", "Password:\n\n[#]"},
        {"Username\nmario\nPassword\nS3cret!", "Username\nmario\nPassword\n[#]"},
        {"la password \xC3\xA8 Segreta123!", "la password \xC3\xA8 [#]"},
        {"La password \xC3\xA8: tigre", "La password \xC3\xA8: [#]"},
        {"la password e' Gatto.2024", "la password e' [#]"},
        {"la password \xC3\xA8 tigre", "la password \xC3\xA8 [#]"},
        {"la nuova password del pannello \xC3\xA8 \"Xy9-zzz\", grazie",
         "la nuova password del pannello \xC3\xA8 \"[#]\", grazie"},
        {"ho impostato la password a Pippo2024!", "ho impostato la password a [#]"},
        {"ho cambiato la password, ora \xC3\xA8 Pippo2024!", "ho cambiato la password, ora \xC3\xA8 [#]"},
        {"the password is hunter2.", "the password is [#]."},
        {"my password is tiger", "my password is [#]"},
        {"The password was changed to N3wOne!", "The password was changed to [#]"},
        {"password for root = r00t!pw", "password for root = [#]"},
        {"Password FTP: tigre", "Password FTP: [#]"},
        {"Password (wp-admin): hello99", "Password (wp-admin): [#]"},
        {"password di accesso al pannello: Qwerty!1", "password di accesso al pannello: [#]"},
        {"password hunter2", "password [#]"},
        {"la password S3gr3ta! non va", "la password [#] non va"},
        {"password 'segretissima'", "password '[#]'"},
        {"password (S3cret99)", "password ([#])"},
        {"password - S3cret99", "password - [#]"},
        {"password -> S3cret99", "password -> [#]"},
        {"Hunter2x \xC3\xA8 la mia password", "[#] \xC3\xA8 la mia password"},
        {"S3cret!x is the password", "[#] is the password"},
        {"uso Gatto99! come password", "uso [#] come password"},
        {"passphrase: correct horse battery staple", "passphrase: [#]"},
        {"parola d'ordine: Sesamo1", "parola d'ordine: [#]"},
        {"chiave segreta: 9f8e7d6c5b4a", "chiave segreta: [#]"},
        {"DB_PASSWORD=s3cr3t", "DB_PASSWORD=[#]"},
        {"MYSQL_ROOT_PASSWORD: \"top secret\"", "MYSQL_ROOT_PASSWORD: \"[#]\""},
        {"define('DB_PASSWORD', 'x9!kd');", "define('DB_PASSWORD', '[#]');"},
        {"$dbpass = 'Kx82!a';", "$dbpass = '[#]';"},
        {"{\"user\":\"mario\",\"password\":\"S3 cret\"}", "{\"user\":\"mario\",\"password\":\"[#]\"}"},
        {"'password' => 'abc123',", "'password' => '[#]',"},
        {"<password>abc123</password>", "<password>[#]</password>"},
        {"Server=db;Password=abc123;Database=x", "Server=db;Password=[#];Database=x"},
        {"https://example.org/login?user=mario&password=abc123&x=1",
         "https://example.org/login?user=mario&password=[#]&x=1"},
        {"--password=abc123 --host=x", "--password=[#] --host=x"},
        {"--password segreta --host x", "--password [#] --host x"},
        {"mysql -u root -pS3cret db", "mysql -u root -p[#] db"},
        {"curl -u mario:S3cret https://example.org", "curl -u mario:[#] https://example.org"},
        {"IDENTIFIED BY 'S3cret'", "IDENTIFIED BY '[#]'"},
        {"user/password: mario / S3cret", "user/password: mario / [#]"},
        {"username e password: mario S3cr3t!", "username e password: mario [#]"},
        {"user/pass: admin/secret", "user/pass: admin/[#]"},
        {"credenziali: mario / S3cret!", "credenziali: mario / [#]"},
        {"Le credenziali sono mario:S3cret!", "Le credenziali sono mario:[#]"},
        {"credenziali:\nmario\nS3cret!9", "credenziali:\nmario\n[#]"},
        {"login: mario / Abc123!", "login: mario / [#]"},
        {"utente mario password Rossi2024", "utente mario password [#]"},
        {"Username: mario, password: x9x9x9, PIN: 1234", "Username: mario, password: [#], PIN: [#]"},
        {"PIN: 4821", "PIN: [#]"},
        {"il pin \xC3\xA8 4821", "il pin \xC3\xA8 [#]"},
        {"codice OTP 123456", "codice OTP [#]"},
        {"password nuova Pluto99! password vecchia Pippo88!", "password nuova [#] password vecchia [#]"},
        {"Password provvisoria XK29ff", "Password provvisoria [#]"},
        {"pass:gatto nero", "pass:[#] nero"},
        {"username mario@example.it password gattonero", "username mario@example.it password [#]"},
        {"entro con password gattonero", "entro con password [#]"},
        {"Your password has been reset to gattonero99", "Your password has been reset to [#]"},
        {"Login: admin\nPassw0rd!2024", "Login: admin\n[#]"},
        {"utente/psw mario/gatto", "utente/psw mario/[#]"},
        {"U: mario P: gatto", "U: mario P: [#]"},
        {"Authorization: Token 9944b09199c62bcf9418ad846dd0e4bb", "Authorization: Token [#]"},
        {"password:\nPassw0rd!", "password:\n[#]"},
        {"**Password**: token99", "**Password**: [#]"},
        {"CVV: 123", "CVV: [#]"},
        {"cvv 123 scadenza 10/27", "cvv [#] scadenza 10/27"},
        {"la password non \xC3\xA8 Pippo99! ma questa", "la password non \xC3\xA8 [#] ma questa"},
        {"password:\nS3greta99 ok", "password:\n[#] ok"},
        {"changed the password from OldOne11 to NewOne22", "changed the password from [#] to [#]"},
        {"password,Abcd1234", "password,[#]"},
        {"La password \xC3\xA8 la seguente: Blue42sky", "La password \xC3\xA8 la seguente: [#]"},
        {"| utente | password |\n|---|---|\n| mario | S3cret |", "| utente | password |\n|---|---|\n| mario | [#] |"},
        {"Utente | Password\nmario | tigre\nluigi | leone9", "Utente | Password\nmario | [#]\nluigi | [#]"},
        {"user;password\nmario;S3cret", "user;password\nmario;[#]"},
        {"Password | S3cret", "Password | [#]"},
        {"password: mario.rossi", "password: [#]"},
        {"password:\"abc\"", "password:\"[#]\""},
        {"password: P@ss,w0rd;x", "password: [#]"},
        {"password: 12345678", "password: [#]"},
        {"password 123456", "password [#]"},
        {"codice EPP: aB3$x9Kp!", "codice EPP: [#]"},
        {"auth-code: Xk29-ff0A", "auth-code: [#]"},
        {"api key: 9a8b7c6d5e4f", "api key: [#]"},
        {"API_KEY=abcdef123456", "API_KEY=[#]"},
        {"client_secret = Zk3J9xPq0", "client_secret = [#]"},
        {"access token: 9f8e7d6c5b4a39281706", "access token: [#]"},
        {"token=abc123def456&x=1", "token=[#]&x=1"},
        {"aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "aws_secret_access_key = [#]"},
    });
    check_redacted(cases);
}

TEST_CASE("talk about passwords, keys and codes is left alone") {
    constexpr auto texts = std::to_array<std::string_view>({
        "password reset",
        "password reset: https://example.org/reset",
        "Please reset my password",
        "the password is wrong",
        "password is wrong",
        "the password is not working",
        "la password non funziona",
        "La password: non funziona",
        "la password \xC3\xA8 sbagliata",
        "la password \xC3\xA8 scaduta ieri",
        "la password \xC3\xA8 stata cambiata",
        "password policy: minimum 8 characters",
        "password: 8 caratteri minimo",
        "forgot my password?",
        "Ho dimenticato la password. Grazie",
        "password dimenticata",
        "Ho cambiato la password ma non entro",
        "How do I change the password for mario@example.it?",
        "la password di mario@example.it non va",
        "la password della casella info@esempio.it",
        "la password: quando la inserisco d\xC3\xA0 errore",
        "password: ********",
        "password: [removed]",
        "password: ${DB_PASSWORD}",
        "PasswordAuthentication yes",
        "password_policy=strong",
        "MYSQL_PASSWORD_FILE=/run/secrets/db",
        "passwordless login",
        "password per Office365",
        "la password WordPress",
        "password del server2 e del vps3",
        "password WPA2",
        "the token expired",
        "token: expired",
        "invalid csrf token",
        "token type: bearer",
        "token_type=bearer",
        "the secret is out",
        "api key non valida",
        "la chiave API \xC3\xA8 scaduta",
        "pin the message",
        "il pin non funziona",
        "PIN errato 3 volte",
        "compass: north",
        "bypass: yes",
        "pass: 10 fail: 2",
        "Passo: 3",
        "credenziali errate",
        "credenziali: sono state cambiate",
        "Le credenziali non sono valide",
        "login: https://example.org/login",
        "login fallito alle 10:30",
        "user: mario",
        "Account: 12345/67890",
        "utente e password sono corretti",
        "username or password incorrect",
        "bearer of bad news",
        "Bearer authentication",
        "Basic Authentication",
        "secretary: Anna",
        "Il token del wifi",
        "parola chiave: hosting",
        "password?",
        "Password manager: Bitwarden",
        "password: info@example.it",
        "Ho inserito user, password e dominio, ma non entra\nUso Windows, Chrome, e Firefox",
        "accesso con password errata",
        "login with password authentication",
        "with password manager",
        "utente mario password scaduta",
        "user/password errati",
        "Menu: file",
        "password errata: ORA-01017",
        "$password = $_POST['password'];",
        "password = get_password()",
        "<input type=\"password\" name=\"password\" id=\"pw1\">",
        "Access denied for user 'root'@'localhost' (using password: YES)",
        "Enter password:\nGrazie, a presto",
        "Last login: Mon Nov 24 14:32:10 2025 from 10.0.0.1",
        "Il codice OTP arriva dopo 5 minuti",
        "la password \xC3\xA8 lunga 12 caratteri",
        "Please check the secret name: app-config",
    });
    check_unchanged(texts);
}

TEST_CASE("keys and tokens are known by their shape") {
    constexpr auto cases = std::to_array<Case>({
        {"id AKIAIOSFODNN7EXAMPLE ok", "id [#] ok"},
        {"ASIAIOSFODNN7EXAMPLE", "[#]"},
        {"AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "[#] [#]"},
        {"AIzaSyA1234567890abcdefghijklmnopqrstuv", "[#]"},
        {"sk_live_4eC39HqLyjWDarjtT1zdp7dc", "[#]"},
        {"rk_live_4eC39HqLyjWDarjtT1zdp7dc.", "[#]."},
        {"ghp_16C7e42F292c6912E7710c838347Ae178B4a", "[#]"},
        {"gho_16C7e42F292c6912E7710c838347Ae178B4a", "[#]"},
        {"github_pat_11ABCDEFG0abcdefghijkl_mnopqrstuvwxyz", "[#]"},
        {"glpat-xxxxYYYYzzzz12345678", "[#]"},
        {"xoxb-123456789012-abcdefghijkl", "[#]"},
        {"xapp-1-A0123-123456-abcdef", "[#]"},
        {"xoxe.xoxp-1-Mi0yLTEyMzQ1", "[#]"},
        {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N", "[#]"},
        {"Authorization: Bearer abcdef0123456789", "Authorization: Bearer [#]"},
        {"Authorization: Basic bWFyaW86c2VncmV0YQ==", "Authorization: Basic [#]"},
        {"npm_abcdefghijklmnopqrstuvwxyz0123456789", "[#]"},
        {"SG.ngeVfQFYQlKU0ufo8x5d1A.TwL2iGABf9DHoTf", "[#]"},
        {"123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0", "[#]"},
        {"https://api.telegram.org/bot123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0/getMe",
         "https://api.telegram.org/bot[#]/getMe"},
        {"syt_dXNlcg_abcdefghijklmnop_1a2b3c", "[#]"},
        {"sk-abcdEFGH1234567890ijklMNOP", "[#]"},
        {"sk-proj-abc123DEF456ghi789JKL", "[#]"},
        {"dop_v1_0123456789abcdef0123456789abcdef", "[#]"},
        {"https://hooks.slack.com/services/T000/B000/XXXXXXXXXXXXXXXX", "https://hooks.slack.com/services/[#]"},
        {"hash $2y$10$abcdefghijklmnopqrstuvABCDEFGHIJKLMNOPQRSTUV0123456", "hash [#]"},
    });
    check_redacted(cases);
}

TEST_CASE("private keys are redacted whole, also cut off or on one line") {
    constexpr auto cases = std::to_array<Case>({
        {"a\n-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA1234\nabcd==\n-----END RSA PRIVATE KEY-----\nb",
         "a\n[#]\nb"},
        {"-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\nAAAAB3\nGrazie", "[#]\nGrazie"},
        {"-----BEGIN PRIVATE KEY----- MIIEvQIBADANBgkqhkiG9w0BAQEFAASC MIIEvQIBADANBgkqhkiG9w0B ciao", "[#] ciao"},
        {"\"-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n\"", "\"[#]\\n\""},
        {"> -----BEGIN EC PRIVATE KEY-----\n> MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04f\n> -----END EC PRIVATE KEY-----",
         "> [#]"},
        {"MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04f\nabc1=\n-----END EC PRIVATE KEY-----", "[#]"},
        {"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: "
         "AES-128-CBC,AA\n\nMIIEpAIBAAKCAQEA1234567\n",
         "[#]\n"},
    });
    check_redacted(cases);
    constexpr auto texts = std::to_array<std::string_view>({
        "-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQ\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----",
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 mario@pc",
        "The file starts with BEGIN RSA PRIVATE KEY as it should",
    });
    check_unchanged(texts);
}

TEST_CASE("credentials in addresses and the desk's access key are redacted") {
    constexpr auto cases = std::to_array<Case>({
        {"https://mario:segreta@example.org/x", "https://[#]@example.org/x"},
        {"mysql://root:p@ss@localhost/db", "mysql://[#]@localhost/db"},
        {"ftp://u:p/w#1@example.org", "ftp://[#]@example.org"},
        {"postgres://app:x@10.0.0.1:5432/app", "postgres://[#]@10.0.0.1:5432/app"},
        {"https://www.keliweb.it/billing/viewticket.php?tid=516757&c=KPqH7yG3",
         "https://www.keliweb.it/billing/viewticket.php?tid=516757&c=[#]"},
        {"viewticket.php?c=KPqH7yG3&tid=516757", "viewticket.php?c=[#]&tid=516757"},
        {"viewticket.php?tid=516757&amp;c=KPqH7yG3.", "viewticket.php?tid=516757&amp;c=[#]."},
        {"ticketfeedback.php?tid=CFB-250177&c=a1b2c3d4e5f6", "ticketfeedback.php?tid=CFB-250177&c=[#]"},
        {"url=https%3A%2F%2Fk.it%2Fviewticket.php%3Ftid%3D516757%26c%3DKPqH7yG3%26x",
         "url=https%3A%2F%2Fk.it%2Fviewticket.php%3Ftid%3D516757%26c%3D[#]%26x"},
        {"viewticket.php?tid=516757&\nc=KPqH7yG3", "viewticket.php?tid=516757&\nc=[#]"},
        {"viewticket.php?tid=516757&c=KPq\nH7yG3 ciao", "viewticket.php?tid=516757&c=[#] ciao"},
        {"{\"tid\":\"516757\",\"c\":\"KPqH7yG3\"}", "{\"tid\":\"516757\",\"c\":\"[#]\"}"},
    });
    check_redacted(cases);
    constexpr auto texts = std::to_array<std::string_view>({
        "https://example.org:8080/a@b",
        "host pass@example.org",
        "ssh://git@example.org/repo",
        "git@github.com:user/repo.git",
        "https://www.google.com/maps/@41.9,12.5,17z",
        "mailto:mario@example.org",
        "https://www.keliweb.it/billing/viewticket.php?tid=516757",
        "viewticket.php?tid=516757 e shop.php?c=scarpe",
        "https://shop.example/list?c=shoes&p=2",
        "https://example.org/a?b=1&c=2",
    });
    check_unchanged(texts);
}

TEST_CASE("card numbers and bank accounts are known by their checksums") {
    constexpr auto cases = std::to_array<Case>({
        {"4111111111111111", "[#]"},
        {"carta 4111 1111 1111 1111 scad 12/27", "carta [#] scad 12/27"},
        {"4111-1111-1111-1111", "[#]"},
        {"4111 1111\n1111 1111", "[#]"},
        {"5500 0000 0000 0004.", "[#]."},
        {"3782 822463 10005", "[#]"},
        {"n. 12 4111 1111 1111 1111 03", "n. 12 [#] 03"},
        {"6011000990139424", "[#]"},
        {"IBAN: IT60X0542811101000000123456", "IBAN: [#]"},
        {"it60 x054 2811 1010 0000 0123 456", "[#]"},
        {"IT60 X054 2811 1010 0000 0123 456 intestato a Mario", "[#] intestato a Mario"},
        {"DE89370400440532013000,", "[#],"},
        {"GB29-NWBK-6016-1331-9268-19", "[#]"},
        {"FR14 2004 1010 0505 0001 3M02 606", "[#]"},
    });
    check_redacted(cases);
}

TEST_CASE("numbers and names that only resemble secrets survive") {
    constexpr auto texts = std::to_array<std::string_view>({
        "ticket 516757",
        "Ticket #516757 e CFB-250177",
        "commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "3f78685",
        "550e8400-e29b-41d4-a716-446655440000",
        "PHP 8.2.12 e nginx/1.24.0",
        "+39 0984 123 4567",
        "0984 1234567",
        "+1 (555) 123-4567",
        "prezzo 1.234,56 EUR",
        "$1,234.56",
        "192.168.100.200",
        "2001:db8:85a3::8a2e:370:7334",
        "24/11/2025 14:32:10",
        "2025-11-24T14:32:10Z",
        "ordine 4111111111111112",
        "ORD-4111111111111111",
        "00:1B:44:11:3A:B7",
        "1Z999AA10123456784",
        "IT60X0542811101000000123457",
        "DE00370400440532013000",
        "P.IVA 01234567890",
        "CF RSSMRA80A01H501U",
        "fattura 2025/000123",
        "1732457530123",
        "IMEI 356938035643809",
        "ISBN 978-3-16-148410-0",
        "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "task-1234567890abcdefghij",
        "sk-folding-cube-spinner-large",
        "std::vector<int> v(10);",
        "eyJust kidding",
        "dominio esempio123.it scade il 24/11/2025",
        "4 11 2025 10 30 00 12 99",
        "4111\n1111\n1111\n1111",
        "AKIA is a prefix",
        "errore 0x80070005",
        "vps1.example.org porta 2222",
        "ghp_short",
    });
    check_unchanged(texts);
}

TEST_CASE("secrets come in order and never overlap") {
    const std::string text =
        "password: https://mario:S3cret@example.org/?token=abc123def456 4111111111111111 eyJhbGciOiJIUzI1NiJ9.e30.x";

    const auto secrets = find_secrets(text);

    REQUIRE(secrets.size() >= 3);
    for (std::size_t i = 1; i < secrets.size(); ++i) {
        CHECK(secrets[i].offset >= secrets[i - 1].offset + secrets[i - 1].length);
    }
    CHECK(secrets.back().offset + secrets.back().length <= text.size());
}
