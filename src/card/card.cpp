#include "usher/card/card.hpp"

namespace usher::card {

std::string_view name(View view) {
    switch (view) {
    case View::summary:
        return "card";
    case View::full:
        return "full";
    case View::last:
        return "last";
    }
    return "card";
}

std::optional<View> parse_view(std::string_view word) {
    for (const auto view : {View::summary, View::full, View::last}) {
        if (word == name(view)) {
            return view;
        }
    }
    return std::nullopt;
}

} // namespace usher::card
