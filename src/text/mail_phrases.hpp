#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace usher::text {

// What lines of a mail say, in English and Italian, each judged by itself.

/// "-----Original Message-----", "Rispondi sopra questa riga".
bool is_mail_separator(std::string_view line);
/// "---------- Forwarded message ----------": what follows is meant to be read.
bool is_forward_separator(std::string_view line);
/// Only dashes, underscores or similar.
bool is_rule_line(std::string_view line);

enum class Attribution : std::uint8_t {
    none,
    weak,  ///< "Mario ha scritto:"
    strong ///< With an address, or a date and time.
};
/// "On ... wrote:", "Il giorno ... ha scritto:". Lines that a mail program wrapped are given joined by blanks.
Attribution attribution_in(std::string_view text);
/// Whether an attribution may start here that ends on a later line.
bool may_begin_attribution(std::string_view line);

enum class HeaderField : std::uint8_t { none, from, date, to, subject, other };
HeaderField header_field(std::string_view line);

/// "Sent from my iPhone", "Inviato da Outlook per iOS".
bool is_device_line(std::string_view line);

enum class Closing : std::uint8_t {
    none,
    weak,  ///< "Thanks"
    strong ///< "Cordiali saluti"
};
Closing closing_in(std::string_view line);

bool is_name(std::string_view line);
/// A phone number, an address, a web site.
bool is_contact(std::string_view line);
/// A role or company: short, and no sentence.
bool is_title(std::string_view line);
bool is_disclaimer(std::string_view line);
bool is_question(std::string_view line);

} // namespace usher::text
