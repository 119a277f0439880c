#include "usher/chat/event.hpp"

namespace usher::chat {

std::string_view name(Source source) {
    switch (source) {
    case Source::command:
        return "command";
    case Source::mention:
        return "mention";
    case Source::direct_message:
        return "direct_message";
    case Source::button:
        return "button";
    case Source::shortcut:
        return "shortcut";
    case Source::link:
        return "link";
    case Source::message:
        break;
    }
    return "message";
}

} // namespace usher::chat
