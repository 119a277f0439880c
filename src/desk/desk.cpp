#include "usher/desk/desk.hpp"

namespace usher::desk {

namespace {

struct Name {
    std::string_view operator()(const Found&) const { return "found"; }
    std::string_view operator()(const NotFound&) const { return "not_found"; }
    std::string_view operator()(const Refused&) const { return "refused"; }
    std::string_view operator()(const Unreadable&) const { return "unreadable"; }
    std::string_view operator()(const Unavailable&) const { return "unavailable"; }
    std::string_view operator()(const Misconfigured&) const { return "misconfigured"; }
};

} // namespace

std::string_view name(const Fetched& fetched) {
    return std::visit(Name{}, fetched);
}

} // namespace usher::desk
