#include "keliweb/error_text.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "keliweb/ascii.hpp"

namespace usher::keliweb {

namespace {

enum class Meaning { broken_text, busy, lost_access, bad_request, not_found, refused };

struct Phrase {
    std::string_view part; ///< In lower case, anywhere in the text.
    Meaning meaning;
};

/// The first that occurs decides: the order is from the specific to the general.
constexpr std::array phrases = {
    Phrase{"malformed utf-8", Meaning::broken_text},
    Phrase{"error generating json", Meaning::broken_text},
    Phrase{"too many attempts", Meaning::busy},
    Phrase{"too many requests", Meaning::busy},
    Phrase{"rate limit", Meaning::busy},
    // The reseller API has lost its own access to the desk behind it, or we ours.
    Phrase{"invalid ip", Meaning::lost_access},
    Phrase{"authentication failed", Meaning::lost_access},
    Phrase{"missing credentials", Meaning::lost_access},
    Phrase{"invalid credentials", Meaning::lost_access},
    Phrase{"invalid api", Meaning::lost_access},
    Phrase{"invalid access key", Meaning::lost_access},
    Phrase{"invalid permissions", Meaning::lost_access},
    Phrase{"api action", Meaning::lost_access},
    Phrase{"unauthenticated", Meaning::lost_access},
    // Our form did not arrive as it was sent.
    Phrase{"id required", Meaning::bad_request},
    Phrase{"number required", Meaning::bad_request},
    Phrase{"is required", Meaning::bad_request},
    Phrase{"must provide", Meaning::bad_request},
    Phrase{"ticket id not found", Meaning::not_found},
    Phrase{"ticket not found", Meaning::not_found},
    Phrase{"ticket number not found", Meaning::not_found},
    Phrase{"no ticket found", Meaning::not_found},
    Phrase{"no such ticket", Meaning::not_found},
    Phrase{"ticket does not exist", Meaning::not_found},
    Phrase{"invalid ticket id", Meaning::not_found},
    Phrase{"invalid ticket number", Meaning::not_found},
    Phrase{"ticket non trovato", Meaning::not_found},
    Phrase{"ticket inesistente", Meaning::not_found},
    Phrase{"permission", Meaning::refused},
    Phrase{"not allowed", Meaning::refused},
    Phrase{"not yours", Meaning::refused},
    Phrase{"not your ", Meaning::refused},
    Phrase{"access denied", Meaning::refused},
    Phrase{"access is denied", Meaning::refused},
    Phrase{"does not belong", Meaning::refused},
    Phrase{"unauthorized", Meaning::refused},
    Phrase{"not authorized", Meaning::refused},
    Phrase{"unauthorised", Meaning::refused},
    Phrase{"not authorised", Meaning::refused},
    Phrase{"forbidden", Meaning::refused},
    Phrase{"non autorizzat", Meaning::refused},
    Phrase{"accesso negato", Meaning::refused},
};

desk::Fetched outcome(Meaning meaning) {
    switch (meaning) {
    case Meaning::broken_text:
        return desk::Unreadable{desk::Unreadable::Why::broken_text};
    case Meaning::busy:
        return desk::Unavailable{.retry_after = std::nullopt, .reason = "rate_limited"};
    case Meaning::lost_access:
        return desk::Misconfigured{"desk_lost_access"};
    case Meaning::bad_request:
        return desk::Misconfigured{"request_form"};
    case Meaning::not_found:
        return desk::NotFound{};
    case Meaning::refused:
        break;
    }
    return desk::Refused{};
}

} // namespace

std::optional<desk::Fetched> known_error(std::string_view text) {
    const auto words = lowered(trimmed(text));
    const auto known = std::ranges::find_if(
        phrases, [&](const Phrase& phrase) { return words.find(phrase.part) != std::string::npos; });
    if (known != phrases.end()) {
        return outcome(known->meaning);
    }
    if (words == "not found") {
        return desk::NotFound{};
    }
    if (words.ends_with(" required") || words.ends_with(" required.")) {
        return desk::Misconfigured{"request_form"};
    }
    return std::nullopt;
}

} // namespace usher::keliweb
