import QtQuick
import app.ui

// The film fills the window; everything else is brief.
FocusScope {
    id: page
    required property var player
    required property var theatre

    Keys.onPressed: event => {
        if (event.isAutoRepeat && event.key !== Qt.Key_Up && event.key !== Qt.Key_Down)
            return;
        event.accepted = page.player.press(event.key);
    }

    Rectangle { anchors.fill: parent; color: "black" }
    Item {
        id: stage
        objectName: "stage"
        anchors.fill: parent
        Component.onCompleted: page.player.hang(stage)
    }
    MouseArea {
        anchors.fill: parent
        hoverEnabled: true
        cursorShape: page.player.awake || page.player.choosing ? Qt.ArrowCursor : Qt.BlankCursor
        onPositionChanged: page.player.wake()
        onClicked: { page.forceActiveFocus(); page.player.toggle_pause(); }
        onDoubleClicked: page.theatre.toggle_fullscreen()
    }

    Choices {
        id: choices
        objectName: "choices"
        anchors.fill: parent
        player: page.player
        opacity: page.player.choosing ? 1 : 0
        visible: opacity > 0
        enabled: page.player.choosing
        Behavior on opacity { NumberAnimation { duration: Theme.calm } }
    }

    Column {
        id: caption
        objectName: "caption"
        readonly property int letters: Math.round(page.height * page.player.captionSize)
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: page.player.choosing ? choices.lift : page.player.awake ? 96 : Math.round(page.height * page.player.captionSafe) }
        visible: page.player.caption.length > 0 && !page.player.ended
        spacing: Math.round(letters * 0.12)
        Repeater {
            model: page.player.caption
            Rectangle {
                required property var modelData
                anchors.horizontalCenter: parent.horizontalCenter
                width: words.paintedWidth + caption.letters
                height: words.paintedHeight + Math.round(caption.letters * 0.22)
                radius: Math.round(caption.letters * 0.28)
                color: "#7a0c0a13"
                Accessible.role: Accessible.StaticText
                Accessible.name: words.text
                Text {
                    id: words
                    anchors.centerIn: parent
                    width: Math.min(page.width * (1 - 2 * page.player.captionSafe) - caption.letters, caption.letters * 27)
                    text: parent.modelData.text
                    textFormat: Text.PlainText
                    horizontalAlignment: Text.AlignHCenter
                    wrapMode: Text.WordWrap
                    color: parent.modelData.paint
                    font.family: page.player.captionFamily
                    font.pixelSize: Math.max(16, caption.letters)
                    font.weight: page.player.captionFamily === Theme.text ? Font.DemiBold : Font.Bold
                    style: Text.Outline
                    styleColor: "#e0000000"
                    lineHeight: 1.05
                }
            }
        }
    }

    Item {
        id: chrome
        objectName: "chrome"
        anchors.fill: parent
        opacity: page.player.awake && !page.player.ended ? 1 : 0
        visible: opacity > 0
        Behavior on opacity { NumberAnimation { duration: Theme.calm } }

        Rectangle {
            anchors { left: parent.left; right: parent.right; top: parent.top }
            height: 120
            gradient: Gradient {
                GradientStop { position: 0; color: "#cc0c0a13" }
                GradientStop { position: 1; color: "#000c0a13" }
            }
        }
        Rectangle {
            visible: !page.player.choosing
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
            height: 150
            gradient: Gradient {
                GradientStop { position: 0; color: "#000c0a13" }
                GradientStop { position: 1; color: "#e00c0a13" }
            }
        }
        Row {
            anchors { left: parent.left; top: parent.top; leftMargin: 22; topMargin: 18 }
            spacing: 12
            IconButton { objectName: "leave"; symbol: "back"; text: "Home (Esc)"; tipAbove: false; onClicked: page.player.leave() }
            Column {
                anchors.verticalCenter: parent.verticalCenter
                Text {
                    text: page.player.title
                    color: Theme.cream
                    font.family: Theme.display
                    font.pixelSize: 27
                    font.weight: Font.DemiBold
                }
                Text {
                    text: page.player.scene
                    visible: text !== ""
                    color: Theme.muted
                    font.family: Theme.text
                    font.pixelSize: 14
                    font.weight: Font.DemiBold
                }
            }
        }
        Item {
            anchors { left: parent.left; right: parent.right; bottom: parent.bottom; margins: 22; bottomMargin: 18 }
            height: 46
            Row {
                anchors { left: parent.left; verticalCenter: parent.verticalCenter }
                spacing: 6
                IconButton {
                    objectName: "pause"
                    symbol: page.player.paused ? "play" : "pause"
                    text: page.player.paused ? "Play (Space)" : "Pause (Space)"
                    size: 46
                    onClicked: page.player.toggle_pause()
                }
                IconButton {
                    objectName: "back_to_choice"
                    anchors.verticalCenter: parent.verticalCenter
                    symbol: "rewind"
                    text: "Back to the last choice (B)"
                    enabled: page.player.canGoBack
                    onClicked: page.player.back()
                }
                IconButton {
                    anchors.verticalCenter: parent.verticalCenter
                    symbol: page.player.volume > 0 ? "volume" : "mute"
                    text: page.player.volume > 0 ? "Mute (M)" : "Sound on (M)"
                    onClicked: page.player.toggle_mute()
                }
                Slider {
                    objectName: "volume"
                    anchors.verticalCenter: parent.verticalCenter
                    implicitWidth: 118
                    value: page.player.volume
                    Accessible.name: "Volume"
                    onMoved: page.player.set_volume(value)
                }
                Text {
                    anchors.verticalCenter: parent.verticalCenter
                    leftPadding: 10
                    text: page.player.clock
                    color: Theme.muted
                    font.family: Theme.text
                    font.pixelSize: 15
                    font.weight: Font.DemiBold
                    font.features: { "tnum": 1 }
                }
            }
            Row {
                anchors { right: parent.right; verticalCenter: parent.verticalCenter }
                spacing: 6
                IconButton { objectName: "ahead_button"; symbol: "branch"; text: "Made ahead (D)"; lit: page.player.aheadShown; onClicked: page.player.toggle_ahead() }
                IconButton { objectName: "captions_button"; symbol: "captions"; text: "Captions (C)"; lit: page.player.captions; onClicked: page.player.toggle_captions() }
                IconButton { objectName: "player_settings"; symbol: "gear"; text: "Settings"; onClicked: page.theatre.set_drawer(true) }
                IconButton { objectName: "fullscreen"; symbol: page.theatre.fullscreen ? "window" : "fullscreen"; text: "Full screen (F)"; onClicked: page.theatre.toggle_fullscreen() }
            }
        }
    }
    Rectangle {
        id: pausedSign
        anchors.centerIn: parent
        width: 92
        height: 92
        radius: 46
        color: "#b30c0a13"
        border.color: Theme.line
        visible: page.player.paused && !page.player.ended && !page.player.choosing
        Icon { anchors.centerIn: parent; anchors.horizontalCenterOffset: 3; name: "play"; size: 42 }
    }
    Row {
        anchors { horizontalCenter: parent.horizontalCenter; top: parent.top; topMargin: 84 }
        visible: page.player.sign !== "" && !page.player.ended
        spacing: 10
        Icon { name: "film"; color: Theme.gold; size: 20; anchors.verticalCenter: parent.verticalCenter }
        Text {
            text: page.player.sign
            color: Theme.cream
            font.family: Theme.text
            font.pixelSize: Theme.small
            font.weight: Font.DemiBold
            style: Text.Outline
            styleColor: "#a0000000"
        }
    }
    Ahead {
        objectName: "ahead"
        anchors { right: parent.right; top: parent.top; rightMargin: 22; topMargin: 84 }
        player: page.player
        visible: page.player.aheadShown && !page.player.ended
    }
    EndCard {
        objectName: "end"
        anchors.fill: parent
        player: page.player
        opacity: page.player.ended ? 1 : 0
        visible: opacity > 0
        Behavior on opacity { NumberAnimation { duration: Theme.slow } }
    }
}
