#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "usher/ticket/reference.hpp"

namespace usher::app {

/// A line of an audit file, read back; what it does not have is empty.
struct AuditLine {
    std::string ts;
    std::string platform;
    std::string tenant;
    std::string conversation;
    std::string person;
    std::string person_tenant;
    std::string action;
    std::string ticket;
    std::string number;
    std::string view;
    std::string audience;
    std::string level;
    std::string decision;
    std::string reason;
};

/// Nothing if the text is no line that Usher wrote. Members that a later version adds do no harm.
std::optional<AuditLine> read_audit_line(std::string_view text);

/// Which lines somebody wants; what is not set admits everything.
struct AuditFilter {
    std::optional<ticket::Reference> ticket; ///< As asked for, or the number of what was shown.
    std::string person;                      ///< The platform's id, or as in `[access] users`.
    std::string conversation;                ///< The platform's id, or as in `[[conversation]] match`.
    std::string decision;
    std::string level;
    std::string since; ///< In the form of `ts`; this moment is in …
    std::string until; ///< … and this one is out.

    [[nodiscard]] bool admits(const AuditLine& line) const;
};

/// `slack:T01:U01` or `matrix:@a:b`, as in `[access] users`.
std::string person_of(const AuditLine& line);
/// `slack:C01`, as in `[[conversation]] match`.
std::string conversation_of(const AuditLine& line);

/// The lines as a table with a head, aligned. Plain ASCII, whatever the ids hold: nothing in it drives a terminal.
std::string audit_table(const std::vector<AuditLine>& lines);

} // namespace usher::app
