#include <chrono>
#include <iterator>

#include <fmt/format.h>

#include "ops/scrub.hpp"
#include "usher/ops/audit.hpp"

namespace usher::ops {

namespace {

void append_member(std::string& to, std::string_view key, std::string_view value) {
    if (value.empty()) {
        return;
    }
    to.append(",\"").append(key).append("\":\"");
    append_escaped(to, value, true);
    to.push_back('"');
}

} // namespace

std::string audit_time(runtime::WallTime at) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(at - day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count(), time.seconds().count(), time.subseconds().count());
}

std::string audit_line(const AuditEntry& entry) {
    auto line = R"({"ts":")" + audit_time(entry.at) + "\"";
    append_member(line, "platform", entry.platform);
    append_member(line, "tenant", entry.tenant);
    append_member(line, "conversation", entry.conversation);
    append_member(line, "person", entry.person);
    append_member(line, "person_tenant", entry.person_tenant);
    append_member(line, "action", entry.action);
    append_member(line, "ticket", entry.ticket);
    append_member(line, "number", entry.number);
    append_member(line, "view", entry.view);
    append_member(line, "audience", entry.audience);
    append_member(line, "level", entry.level);
    append_member(line, "decision", entry.decision);
    append_member(line, "reason", entry.reason);
    fmt::format_to(std::back_inserter(line), ",\"item\":{}}}\n", entry.item);
    return line;
}

} // namespace usher::ops
