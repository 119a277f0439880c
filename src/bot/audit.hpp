#pragma once

#include <optional>

#include "bot/delivery.hpp"
#include "usher/ops/audit.hpp"

namespace usher::bot {

/// The audit's entry of a question's end; nothing for what neither shows nor withholds a ticket (help, an explanation,
/// a rate limit). A refusal is one even if its words could not be delivered.
std::optional<ops::AuditEntry> audit_entry(const Exchange& exchange, const Speech& speech, Delivered delivered,
                                           WallTime now);

} // namespace usher::bot
