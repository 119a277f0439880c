#include <algorithm>
#include <array>

#include "text/codepoints.hpp"
#include "text/secret_vocabulary.hpp"

namespace usher::text {

namespace {

// Within a first letter the longer come first.
constexpr auto keywords = std::to_array<Keyword>({
    {"authorization", Named::key, true},
    {"access code", Named::password, true},
    {"access key", Named::key, false},
    {"access-key", Named::key, false},
    {"access_key", Named::key, false},
    {"accesskey", Named::key, false},
    {"auth code", Named::key, true},
    {"auth info", Named::key, true},
    {"auth-code", Named::key, true},
    {"auth-info", Named::key, true},
    {"auth key", Named::key, true},
    {"auth_key", Named::key, false},
    {"authcode", Named::key, true},
    {"authinfo", Named::key, true},
    {"api key", Named::key, false},
    {"api-key", Named::key, false},
    {"api_key", Named::key, false},
    {"app_key", Named::key, false},
    {"authkey", Named::key, false},
    {"apikey", Named::key, false},
    {"backup code", Named::pin, true},
    {"codice di trasferimento", Named::key, true},
    {"codice trasferimento", Named::key, true},
    {"codice di sicurezza", Named::card_code, true},
    {"chiave d\xE2\x80\x99"
     "accesso",
     Named::key, true},
    {"codice d\xE2\x80\x99"
     "accesso",
     Named::password, true},
    {"codice di recupero", Named::pin, true},
    {"codice di verifica", Named::pin, true},
    {"codici di recupero", Named::pin, true},
    {"chiave di accesso", Named::key, true},
    {"chiave di licenza", Named::key, true},
    {"codice di accesso", Named::password, true},
    {"chiave d'accesso", Named::key, true},
    {"codice d'accesso", Named::password, true},
    {"codice authinfo", Named::key, true},
    {"chiave privata", Named::key, true},
    {"chiave segreta", Named::password, true},
    {"codice segreto", Named::password, true},
    {"codice auth", Named::key, true},
    {"contrase\xC3\xB1"
     "a",
     Named::password, false},
    {"chiave api", Named::key, true},
    {"codice epp", Named::key, true},
    {"contrasena", Named::password, false},
    {"chiave", Named::key, true},
    {"cvc2", Named::card_code, true},
    {"cvv2", Named::card_code, true},
    {"cvc", Named::card_code, true},
    {"cvv", Named::card_code, true},
    {"encryption key", Named::key, false},
    {"encryption_key", Named::key, false},
    {"encryptionkey", Named::key, false},
    {"epp code", Named::key, true},
    {"epp", Named::key, true},
    {"frase segreta", Named::phrase, true},
    {"fa code", Named::pin, false}, // "2FA code"
    {"identified by", Named::password, true},
    {"jsessionid", Named::key, false},
    {"kennwort", Named::password, false},
    {"licence key", Named::key, true},
    {"license key", Named::key, true},
    {"mot de passe", Named::password, true},
    {"master key", Named::key, true},
    {"master_key", Named::key, false},
    {"network key", Named::key, true},
    {"otp", Named::pin, true},
    {"parola d\xE2\x80\x99ordine", Named::password, true},
    {"parola d'ordine", Named::password, true},
    {"parola segreta", Named::password, true},
    {"pre-shared key", Named::key, true},
    {"pre_shared_key", Named::key, false},
    {"parola chiave", Named::key, true},
    {"preshared key", Named::key, true},
    {"presharedkey", Named::key, false},
    {"pass phrase", Named::phrase, true},
    {"private key", Named::key, true},
    {"private-key", Named::key, true},
    {"private_key", Named::key, false},
    {"passphrase", Named::phrase, false},
    {"privatekey", Named::key, false},
    {"pass word", Named::password, true},
    {"passwords", Named::password, false},
    {"phpsessid", Named::key, false},
    {"passcode", Named::password, false},
    {"password", Named::password, false},
    {"passwort", Named::password, false},
    {"pasword", Named::password, false},
    {"passwd", Named::password, false},
    {"passw", Named::password, true},
    {"pword", Named::password, true},
    {"pass", Named::short_word, true},
    {"pswd", Named::password, true},
    {"pwds", Named::password, false},
    {"pin", Named::pin, true},
    {"psk", Named::short_word, true},
    {"psw", Named::password, true},
    {"puk", Named::pin, true},
    {"pwd", Named::password, false},
    {"pw", Named::short_word, true},
    {"recovery phrase", Named::phrase, true},
    {"recovery code", Named::pin, true},
    {"secret access key", Named::key, false},
    {"security code", Named::card_code, true},
    {"seed phrase", Named::phrase, true},
    {"secret key", Named::key, false},
    {"secret-key", Named::key, false},
    {"secret_key", Named::key, false},
    {"session_id", Named::key, false},
    {"shared key", Named::key, true},
    {"secretkey", Named::key, false},
    {"sessionid", Named::key, false},
    {"signature", Named::key, false},
    {"secrets", Named::password, false},
    {"secret", Named::password, false},
    {"senha", Named::password, true},
    {"transfer code", Named::key, true},
    {"tokens", Named::key, false},
    {"token", Named::key, false},
    {"totp", Named::key, true},
    {"verification code", Named::pin, true},
    {"wi-fi key", Named::key, true},
    {"wifi key", Named::key, true},
    {"x-auth", Named::key, true},
});

constexpr bool longer_first(const Keyword& a, const Keyword& b) {
    return a.word.front() != b.word.front() ? a.word.front() < b.word.front() : a.word.size() > b.word.size();
}
static_assert(std::ranges::is_sorted(keywords, longer_first));

} // namespace

std::optional<Keyword> keyword_at(std::string_view lower_rest) {
    if (lower_rest.empty() || !is_lower(lower_rest.front())) {
        return std::nullopt;
    }
    const auto* at = std::ranges::lower_bound(keywords, lower_rest.front(), {},
                                              [](const Keyword& keyword) { return keyword.word.front(); });
    for (; at != keywords.end() && at->word.front() == lower_rest.front(); ++at) {
        if (lower_rest.starts_with(at->word)) {
            return *at;
        }
    }
    return std::nullopt;
}

bool is_keyword(std::string_view lower_word) {
    const auto keyword = keyword_at(lower_word);
    return keyword && (keyword->word == lower_word || lower_word.substr(keyword->word.size()) == "s");
}

} // namespace usher::text
