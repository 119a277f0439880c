#include <algorithm>
#include <array>
#include <utility>

#include "usher/policy/policy.hpp"

namespace usher::policy {

namespace {

using Entity = std::pair<std::string_view, char>;

// What the desk itself encodes when a name is typed into its forms.
constexpr std::array entities{Entity{"&amp;", '&'},  Entity{"&quot;", '"'}, Entity{"&#039;", '\''},
                              Entity{"&#39;", '\''}, Entity{"&lt;", '<'},   Entity{"&gt;", '>'}};

/// A name for comparing: decoded once, lower case (ASCII), blanks around it gone.
std::string comparable(std::string_view name) {
    constexpr std::string_view blanks = " \t\r\n";
    std::string result;
    while (!name.empty()) {
        const auto known = std::ranges::find_if(entities, [&](const Entity& e) { return name.starts_with(e.first); });
        const char c = known == entities.end() ? name.front() : known->second;
        name.remove_prefix(known == entities.end() ? 1 : known->first.size());
        result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    result.erase(0, std::min(result.find_first_not_of(blanks), result.size()));
    result.erase(result.find_last_not_of(blanks) + 1);
    return result;
}

} // namespace

bool department_allowed(const Grant& grant, const ticket::Ticket& ticket) {
    if (grant.departments.empty()) {
        return true;
    }
    const auto name = comparable(ticket.department.raw);
    const auto id = comparable(ticket.department_id);
    return std::ranges::any_of(grant.departments, [&](const std::string& allowed) {
        const auto wanted = comparable(allowed);
        return !wanted.empty() && (wanted == name || wanted == id);
    });
}

} // namespace usher::policy
