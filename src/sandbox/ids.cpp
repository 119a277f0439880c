#include "sandbox/ids.hpp"

namespace usher::sandbox {

std::string Ids::from(const char* alphabet, std::size_t letters, std::size_t length) {
    std::string text;
    text.reserve(length);
    for (std::size_t i = 0; i < length; ++i) {
        text += alphabet[random_.next() % letters];
    }
    return text;
}

std::string Ids::hex(std::size_t length) {
    return from("0123456789abcdef", 16, length);
}

std::string Ids::secret(std::size_t length) {
    return from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 62, length);
}

std::string Ids::envelope() {
    return hex(8) + "-" + hex(4) + "-4" + hex(3) + "-" + from("89ab", 4, 1) + hex(3) + "-" + hex(12);
}

std::string Ids::event() {
    return "Ev0" + from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 36, 10);
}

std::string Ids::trigger() {
    return from("123456789", 9, 1) + from("0123456789", 10, 12) + "." + from("123456789", 9, 1) +
           from("0123456789", 10, 8) + "." + hex(32);
}

std::string Ids::block() {
    return secret(5);
}

} // namespace usher::sandbox
