"""KakaoTalk's door: answers inside five seconds, later by the ways that are left (docs/channels/kakao.md)."""
