#include <algorithm>
#include <array>

#include "text/codepoints.hpp"
#include "text/secret_vocabulary.hpp"

namespace usher::text {

namespace {

// Within a first letter the longer come first.
constexpr auto keywords = std::to_array<Keyword>({
    {"application key", Named::key, true},
    {"authorization", Named::key, true},
    {"access code", Named::password, true},
    {"access key", Named::key, false},
    {"access-key", Named::key, false},
    {"access_key", Named::key, false},
    {"accountkey", Named::key, false},
    {"accesskey", Named::key, false},
    {"auth code", Named::transfer_code, true},
    {"auth info", Named::transfer_code, true},
    {"auth-code", Named::transfer_code, true},
    {"auth-info", Named::transfer_code, true},
    {"auth_code", Named::transfer_code, false},
    {"auth_salt", Named::key, false},
    {"auth key", Named::key, true},
    {"auth_key", Named::key, false},
    {"authcode", Named::transfer_code, true},
    {"authinfo", Named::transfer_code, true},
    {"api key", Named::key, false},
    {"api-key", Named::key, false},
    {"api_key", Named::key, false},
    {"app_key", Named::key, false},
    {"authkey", Named::key, false},
    {"auth-id", Named::transfer_code, true},
    {"apikey", Named::key, false},
    {"authid", Named::transfer_code, true},
    {"backup code", Named::pin, true},
    {"codice di autorizzazione", Named::transfer_code, true},
    {"codice di trasferimento", Named::transfer_code, true},
    {"codice trasferimento", Named::transfer_code, true},
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
    {"codice temporaneo", Named::pin, true},
    {"codice di sblocco", Named::pin, true},
    {"chiave d'accesso", Named::key, true},
    {"codice d'accesso", Named::password, true},
    {"community string", Named::password, true},
    {"codice authinfo", Named::transfer_code, true},
    {"chiave privata", Named::key, true},
    {"chiave segreta", Named::password, true},
    {"codice segreto", Named::password, true},
    {"codice monouso", Named::pin, true},
    {"codice sblocco", Named::pin, true},
    {"consumer key", Named::key, true},
    {"consumer_key", Named::key, false},
    {"codice auth", Named::transfer_code, true},
    {"contrase\xC3\xB1"
     "a",
     Named::password, false},
    {"chiave api", Named::key, true},
    {"codice epp", Named::transfer_code, true},
    {"contrasena", Named::password, false},
    {"cookie_key", Named::key, false},
    {"codice sms", Named::pin, true},
    {"chiave", Named::key, true},
    {"cvc2", Named::card_code, true},
    {"cvv2", Named::card_code, true},
    {"cvc", Named::card_code, true},
    {"cvv", Named::card_code, true},
    {"encryption key", Named::key, false},
    {"encryption_key", Named::key, false},
    {"encryptionkey", Named::key, false},
    {"epp code", Named::transfer_code, true},
    {"epp", Named::transfer_code, true},
    {"frase segreta", Named::phrase, true},
    {"fa code", Named::pin, false}, // "2FA code"
    {"identified by", Named::password, true},
    {"jsessionid", Named::key, false},
    {"kennwort", Named::password, false},
    {"logged_in_salt", Named::key, true},
    {"logged_in_key", Named::key, true},
    {"licence key", Named::key, true},
    {"license key", Named::key, true},
    {"login code", Named::pin, true},
    {"mot de passe", Named::password, true},
    {"master key", Named::key, true},
    {"master_key", Named::key, false},
    {"masterauth", Named::password, true},
    {"network key", Named::key, true},
    {"nonce_salt", Named::key, true},
    {"nonce_key", Named::key, true},
    {"one-time code", Named::pin, true},
    {"one time code", Named::pin, true},
    {"otp", Named::pin, true},
    {"parola d\xE2\x80\x99"
     "accesso",
     Named::password, true},
    {"parola d\xE2\x80\x99ordine", Named::password, true},
    {"parola di accesso", Named::password, true},
    {"parola d'accesso", Named::password, true},
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
    {"pass-phrase", Named::phrase, true},
    {"passphrase", Named::phrase, false},
    {"privatekey", Named::key, false},
    {"pass word", Named::password, true},
    {"passwords", Named::password, false},
    {"phpsessid", Named::key, false},
    {"passcode", Named::password, false},
    {"password", Named::password, false},
    {"passwort", Named::password, false},
    {"pasword", Named::password, false},
    {"passwrd", Named::password, true},
    {"passwd", Named::password, false},
    {"passw", Named::password, true},
    {"paswd", Named::password, true},
    {"psswd", Named::password, true},
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
    {"risposta segreta", Named::password, true},
    {"recovery phrase", Named::phrase, true},
    {"recovery code", Named::pin, true},
    {"requirepass", Named::password, true},
    {"secret access key", Named::key, false},
    {"security answer", Named::password, true},
    {"snmp community", Named::password, true},
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
    {"transfer code", Named::transfer_code, true},
    {"tokens", Named::key, false},
    {"token", Named::key, false},
    {"totp", Named::key, true},
    {"unlock code", Named::pin, true},
    {"verification code", Named::pin, true},
    {"wi-fi key", Named::key, true},
    {"wifi key", Named::key, true},
    {"x-auth", Named::key, true},
});

constexpr bool longer_first(const Keyword& a, const Keyword& b) {
    return a.word.front() != b.word.front() ? a.word.front() < b.word.front() : a.word.size() > b.word.size();
}
static_assert(std::ranges::is_sorted(keywords, longer_first));

/// "passwrod", "pasword", "passsword": one letter missing, too many, wrong or exchanged with its neighbour.
std::optional<Keyword> misspelt_password(std::string_view lower_rest) {
    constexpr std::string_view right = "password";
    constexpr std::size_t longest = right.size() + 1;
    std::size_t length = 0;
    while (length <= longest && length < lower_rest.size() && is_lower(lower_rest[length])) {
        ++length;
    }
    if (length + 1 < right.size() || length > longest) {
        return std::nullopt;
    }
    const auto word = lower_rest.substr(0, length);
    auto wrong = word;
    auto meant = right;
    while (!wrong.empty() && !meant.empty() && wrong.front() == meant.front()) {
        wrong.remove_prefix(1);
        meant.remove_prefix(1);
    }
    while (!wrong.empty() && !meant.empty() && wrong.back() == meant.back()) {
        wrong.remove_suffix(1);
        meant.remove_suffix(1);
    }
    const bool exchanged = wrong.size() == 2 && meant.size() == 2 && wrong[0] == meant[1] && wrong[1] == meant[0];
    const bool one_letter = wrong.size() + meant.size() > 0 && wrong.size() <= 1 && meant.size() <= 1;
    if ((!one_letter && !exchanged) || word == "passwords") {
        return std::nullopt;
    }
    return Keyword{word, Named::password, true};
}

} // namespace

std::optional<Keyword> keyword_at(std::string_view lower_rest) {
    if (lower_rest.empty() || !is_lower(lower_rest.front())) {
        return std::nullopt;
    }
    if (lower_rest.front() == 'p') {
        if (const auto misspelt = misspelt_password(lower_rest)) {
            return misspelt;
        }
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
