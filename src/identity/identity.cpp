#include "usher/identity/identity.hpp"

namespace usher::identity {

std::string_view name(Platform platform) {
    switch (platform) {
    case Platform::slack:
        return "slack";
    case Platform::matrix:
        return "matrix";
    }
    return "unknown";
}

std::string to_string(const ConversationId& id) {
    return std::string(name(id.platform)) + ":" + id.tenant + "/" + id.native;
}

std::string to_string(const PersonId& id) {
    if (id.platform == Platform::matrix) {
        return "matrix:" + id.native;
    }
    return std::string(name(id.platform)) + ":" + id.tenant + ":" + id.native;
}

} // namespace usher::identity
